using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>One module after the other. What one hands to the next is disposed of as soon as the next is done with it.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<(string name, nn.IModule<Tensor, Tensor> module)> steps = [];

        protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules) Add(name, module);
        }

        protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
        {
            foreach (var module in modules) Add(module);
        }

        public int Count => steps.Count;

        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => steps[index].module;

        [IndexerName("SequentialItems")]
        public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

        [IndexerName("SequentialItems")]
        public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            Add(name, module);
            return this;
        }

        public Sequential append(nn.IModule<Tensor, Tensor> module)
        {
            Add(module);
            return this;
        }

        public override Tensor forward(Tensor tensor)
        {
            if (steps.Count == 0) return tensor.alias();
            var current = steps[0].module.call(tensor);
            foreach (var (_, module) in steps.Skip(1))
            {
                var next = module.call(current);
                current.Dispose();
                current = next;
            }
            return current;
        }

        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
        {
            if (!recurse) yield break;
            var seen = new HashSet<nint> { 0 };
            foreach (var (child, module) in Modules)
            {
                foreach (var (name, parameter) in module.named_parameters(true))
                {
                    if (seen.Add(parameter.handle)) yield return ($"{child}.{name}", parameter);
                }
            }
        }

        public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true)
        {
            if (!recurse) yield break;
            var seen = new HashSet<nint> { 0 };
            foreach (var (child, module) in Modules)
            {
                foreach (var (name, buffer) in module.named_buffers(true, include_persistent))
                {
                    if (seen.Add(buffer.handle)) yield return ($"{child}.{name}", buffer);
                }
            }
        }

        public override IEnumerable<(string name, nn.Module module)> named_children() => Modules;

        public override IEnumerable<(string name, nn.Module module)> named_modules()
        {
            foreach (var step in Modules) yield return step;
            foreach (var (child, module) in Modules)
            {
                foreach (var (name, descendant) in module.named_modules()) yield return ($"{child}.{name}", descendant);
            }
        }

        public override nn.Module apply(Action<nn.Module> fn)
        {
            foreach (var (_, module) in Modules) module.apply(fn);
            fn(this);
            return this;
        }

        protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => Each(m => m._to(dtype, non_blocking));

        protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => Each(m => m._to(device, dtype, non_blocking));

        protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => Each(m => m._to(deviceType, deviceIndex, non_blocking));

        internal void Add(string name, nn.IModule<Tensor, Tensor> module) => steps.Add((name, module));

        internal void Add(nn.IModule<Tensor, Tensor> module) => Add($"{steps.Count}", module);

        private IEnumerable<(string name, nn.Module module)> Modules => steps.Select(s => (s.name, (nn.Module)s.module));

        private Sequential Each(Action<nn.Module> action)
        {
            foreach (var (_, module) in Modules) action(module);
            return this;
        }

        private Sequential Slice(int start, int end)
        {
            if (start < 0 || start > Count) throw new IndexOutOfRangeException($"{start} is not a valid index.");
            if (end < 0 || end > Count) throw new IndexOutOfRangeException($"{end} is not a valid index.");
            var result = nn.Sequential();
            for (var i = start; i < end; i++) result.Add(steps[i].name, steps[i].module);
            return result;
        }
    }
}

namespace TorchSharp
{
    using Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => Sequential(modules.AsEnumerable());

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => Sequential(modules.AsEnumerable());

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                var result = Sequential();
                foreach (var (name, module) in modules) result.Add(name, module);
                return result;
            }

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                Sequential(modules.Select(m => (m.Item1, m.Item2)));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());
        }
    }
}
