using System.Threading;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.UseSites;

/// <summary>What is the same wherever a member is looked at.</summary>
/// <param name="Assignments">Which variables can be followed.</param>
/// <param name="Members">What fields, properties and helper methods yield.</param>
/// <param name="Shape">The attribute that states shapes.</param>
/// <param name="Cancellation">Ends the work.</param>
internal sealed record FlowContext(Assignments Assignments, MemberFacts Members, INamedTypeSymbol Shape, CancellationToken Cancellation);
