using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <content>
        /// Walking the tree. A tensor that is registered twice is met once, under its first name. Buffers that are not
        /// persistent are never met, whatever the flag says: so it is in TorchSharp 0.105.
        /// </content>
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<nint> { 0 };
                foreach (var (name, parameter) in ownParameters)
                {
                    if (seen.Add(parameter.handle)) yield return (name, parameter);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in submodules)
                {
                    foreach (var (name, parameter) in module.named_parameters(true))
                    {
                        if (seen.Add(parameter.handle)) yield return ($"{child}.{name}", parameter);
                    }
                }
            }

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<nint> { 0 };
                foreach (var (name, (buffer, persistent)) in ownBuffers)
                {
                    if (persistent && seen.Add(buffer.handle)) yield return (name, buffer);
                }
                if (!recurse) yield break;
                foreach (var (child, module) in submodules)
                {
                    foreach (var (name, buffer) in module.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer.handle)) yield return ($"{child}.{name}", buffer);
                    }
                }
            }

            /// <summary>First the children, then what is under each of them; this module is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, module) in submodules) yield return (name, module);
                foreach (var (child, module) in submodules)
                {
                    foreach (var (name, descendant) in module.named_modules()) yield return ($"{child}.{name}", descendant);
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children()
            {
                foreach (var (name, module) in submodules) yield return (name, module);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual IEnumerable<Module> children() => named_children().Select(m => m.module);

            public virtual bool has_parameter(string target) => ownParameters.ContainsKey(target) || Below(target, (m, rest) => m.has_parameter(rest));

            public virtual bool has_buffer(string target) => ownBuffers.ContainsKey(target) || Below(target, (m, rest) => m.has_buffer(rest));

            public virtual Parameter? get_parameter(string target) =>
                ownParameters.TryGetValue(target, out var parameter) ? parameter : Below(target, (m, rest) => m.get_parameter(rest));

            public virtual Tensor? get_buffer(string target)
            {
                ArgumentNullException.ThrowIfNull(target);
                return ownBuffers.TryGetValue(target, out var entry) ? entry.tensor : Below(target, (m, rest) => m.get_buffer(rest));
            }

            // "a.b.c": asks the child a about b.c.
            private T? Below<T>(string target, Func<Module, string, T?> ask)
            {
                var dot = target.IndexOf('.', StringComparison.Ordinal);
                if (dot < 0) return default;
                var child = named_children().FirstOrDefault(c => c.name == target[..dot]).module;
                return child is null ? default : ask(child, target[(dot + 1)..]);
            }
        }
    }
}
