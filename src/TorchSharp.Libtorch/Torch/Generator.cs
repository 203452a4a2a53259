using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers on the CPU.</summary>
    public class Generator : IDisposable
    {
        public Generator(ulong seed = 0, Device? device = null)
        {
            if (device is not null && device.type != DeviceType.CPU) throw new NotSupportedException("Only generators on the CPU are part of this stand-in for TorchSharp.");
            Handle = NativeMethods.generator_new(seed);
        }

        private Generator(nint handle) => Handle = handle;

        public static Generator Default => new(NativeMethods.generator_default());

        public IntPtr Handle { get; private set; }

        public Device device { get; } = CPU;

        public Tensor get_state() => new(NativeMethods.Check(NativeMethods.generator_state(Handle)));

        public void set_state(Tensor value) => NativeMethods.Check(NativeMethods.generator_set_state(Handle, value.Handle));

        public Generator manual_seed(long seed)
        {
            NativeMethods.generator_set_seed(Handle, (ulong)seed);
            return this;
        }

        public long seed() => (long)NativeMethods.generator_reseed(Handle);

        public long initial_seed() => (long)NativeMethods.generator_current_seed(Handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != 0) NativeMethods.generator_dispose(Handle);
            Handle = 0;
        }

        ~Generator() => Dispose(false);
    }

    public static partial class random
    {
        public static Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.seed_all((ulong)seed));
            return Generator.Default;
        }

        public static long seed() => Generator.Default.seed();

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>Seeds every generator there is, CUDA's included.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long seed() => random.seed();

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static partial class cuda
    {
        public static bool is_available() => NativeMethods.cuda_available() != 0;

        public static bool is_cudnn_available() => NativeMethods.cudnn_available() != 0;

        public static int device_count() => NativeMethods.cuda_count();

        public static void manual_seed(long seed) => NativeMethods.Check(NativeMethods.cuda_seed((ulong)seed, 0));

        public static void manual_seed_all(long seed) => NativeMethods.Check(NativeMethods.cuda_seed((ulong)seed, 1));

        public static void synchronize(Device? device = null) => NativeMethods.Check(NativeMethods.cuda_synchronize(device?.index ?? -1));
    }

    public static bool cuda_is_available() => cuda.is_available();
}
