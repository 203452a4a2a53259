using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>One call that an evaluation made, with the calls around it. Two runs of one call in a loop are two objects.</summary>
/// <param name="call">The call as it is written.</param>
/// <param name="outer">The call of the method that it is written in; null where that is <c>Define</c>.</param>
internal sealed class CallPath(SyntaxNode call, CallPath? outer)
{
    /// <summary>The call as it is written.</summary>
    public SyntaxNode Call => call;

    /// <summary>The call of the method that it is written in; null where that is <c>Define</c>.</summary>
    public CallPath? Outer => outer;

    /// <summary>This call and those around it, the innermost first.</summary>
    public IEnumerable<CallPath> Outwards()
    {
        for (var path = this; path is not null; path = path.Outer) yield return path;
    }

    /// <summary>The same calls inside another one.</summary>
    /// <param name="from">The call around them: any that is written at its place, in the same run of the method there.</param>
    /// <param name="to">What takes its place.</param>
    /// <param name="known">What has been moved already.</param>
    public CallPath Moved(CallPath from, CallPath to, Dictionary<CallPath, CallPath> known)
    {
        if (Call == from.Call && Outer == from.Outer) return to;
        if (!known.TryGetValue(this, out var moved)) known.Add(this, moved = Outer is null ? this : new CallPath(Call, Outer.Moved(from, to, known)));
        return moved;
    }
}
