using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a shared library for 64-bit Linux so that symbol versions of libstdc++ which this machine lacks, and which no code
/// of the library refers to, are optional. The dynamic linker accepts a missing version whose need is marked as weak
/// (System V ABI, "Symbol Versioning": <c>vna_flags</c>, <c>VER_FLG_WEAK</c>).
/// </summary>
public sealed class LoadOnOlderLinux : Task
{
    private const string StandardLibrary = "libstdc++.so.6";
    private const ushort Weak = 2;

    /// <summary>The library; it is only read.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>Where the copy goes, in a folder that exists. There is none afterwards where none is needed.</summary>
    [Required]
    public string Result { get; set; }

    /// <summary>Make the copy for systems older than this one, too: every version that no code refers to becomes optional.</summary>
    public bool AnySystem { get; set; }

    public override bool Execute()
    {
        File.Delete(Result);
        var image = new ElfImage(File.ReadAllBytes(Library));
        if (!image.IsElf64LittleEndian) return true;

        var system = AnySystem ? null : SystemLibrary();
        var missing = image.Needs(StandardLibrary)
            .Where(need => !need.IsWeak && (system == null ? !image.Refers(need.Index) : !Has(system, need.Name))).ToList();
        if (missing.Count == 0) return true;
        foreach (var need in missing)
        {
            if (image.Refers(need.Index))
            {
                Log.LogWarning("{0} needs {1} of {2}, which this system lacks: it will not load here. Use a newer system, or another version of the package.",
                    Path.GetFileName(Library), need.Name, StandardLibrary);
                return true;
            }
        }

        foreach (var need in missing) image.Set16(need.FlagsAt, (ushort)(need.Flags | Weak));
        // Complete or not there: a build may be stopped at any time.
        var unfinished = Result + ".tmp";
        File.WriteAllBytes(unfinished, image.Bytes);
        File.Move(unfinished, Result);
        Log.LogMessage(MessageImportance.Normal, "{0} loads without {1}: {2}", Path.GetFileName(Library), string.Join(", ", missing.Select(n => n.Name)), Result);
        return true;
    }

    /// <summary>Whether a version is there: its name is in the library's table of strings.</summary>
    private static bool Has(byte[] system, string version)
    {
        var name = Encoding.ASCII.GetBytes(version + "\0");
        for (var i = 0; i + name.Length <= system.Length; i++)
        {
            var length = 0;
            while (length < name.Length && system[i + length] == name[length]) length++;
            if (length == name.Length) return true;
        }
        return false;
    }

    /// <summary>This system's libstdc++, which .NET itself runs on; null where it is not found.</summary>
    private static byte[] SystemLibrary()
    {
        var loaded = from line in File.Exists("/proc/self/maps") ? File.ReadAllLines("/proc/self/maps") : new string[0]
                     let path = line.Substring(Math.Max(0, line.IndexOf('/')))
                     where Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal) && File.Exists(path)
                     select path;
        var usual = from folder in new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib" }
                    let path = Path.Combine(folder, StandardLibrary)
                    where File.Exists(path)
                    select path;
        var found = loaded.Concat(usual).FirstOrDefault();
        return found == null ? null : File.ReadAllBytes(found);
    }

    /// <summary>A symbol version that a library needs of another.</summary>
    private sealed class Need
    {
        public string Name;
        public ushort Index;
        public ushort Flags;
        public long FlagsAt;

        public bool IsWeak { get { return (Flags & Weak) != 0; } }
    }

    /// <summary>What the dynamic section of an ELF file says (System V ABI, chapters 4 and 5).</summary>
    private sealed class ElfImage
    {
        private const long StringTable = 5, Relocations = 7, RelocationsSize = 8, PltRelocations = 23, PltRelocationsSize = 2;
        private const long Versions = 0x6ffffff0, NeededVersions = 0x6ffffffe, NeededVersionsCount = 0x6fffffff;
        private const int Load = 1, Dynamic = 2;
        private readonly List<(long Address, long Offset, long Size)> segments = new List<(long, long, long)>();
        private readonly Dictionary<long, long> dynamic = new Dictionary<long, long>();

        public ElfImage(byte[] bytes)
        {
            Bytes = bytes;
            IsElf64LittleEndian = bytes.Length > 64 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F' && bytes[4] == 2 && bytes[5] == 1;
            if (!IsElf64LittleEndian) return;
            long headers = Get64(32);
            for (var i = 0; i < Get16(56); i++)
            {
                var at = headers + i * Get16(54);
                var (type, offset, address, size) = (Get32(at), Get64(at + 8), Get64(at + 16), Get64(at + 32));
                if (type == Load) segments.Add((address, offset, size));
                if (type != Dynamic) continue;
                for (var entry = offset; entry < offset + size && Get64(entry) != 0; entry += 16) dynamic[Get64(entry)] = Get64(entry + 8);
            }
        }

        public byte[] Bytes { get; }

        public bool IsElf64LittleEndian { get; }

        /// <summary>The versions needed of one library.</summary>
        public IEnumerable<Need> Needs(string library)
        {
            if (!dynamic.ContainsKey(NeededVersions)) yield break;
            var at = Offset(dynamic[NeededVersions]);
            for (var file = 0L; file < dynamic[NeededVersionsCount]; file++)
            {
                if (Text(Get32(at + 4)) == library)
                {
                    var need = at + Get32(at + 8);
                    for (var i = 0; i < Get16(at + 2); i++)
                    {
                        yield return new Need { Name = Text(Get32(need + 8)), Index = Get16(need + 6), Flags = Get16(need + 4), FlagsAt = need + 4 };
                        need += Get32(need + 12);
                    }
                }
                at += Get32(at + 12);
            }
        }

        /// <summary>Whether a relocation refers to a symbol of a version.</summary>
        public bool Refers(ushort version)
        {
            var symbols = Offset(dynamic[Versions]);
            return Table(Relocations, RelocationsSize).Concat(Table(PltRelocations, PltRelocationsSize))
                .Any(entry => (Get16(symbols + 2 * (Get64(entry + 8) >> 32)) & 0x7fff) == version);
        }

        private IEnumerable<long> Table(long start, long size)
        {
            if (!dynamic.TryGetValue(start, out var address) || !dynamic.TryGetValue(size, out var length)) yield break;
            for (long first = Offset(address), at = first; at < first + length; at += 24) yield return at;
        }

        private long Offset(long address)
        {
            var segment = segments.First(s => address >= s.Address && address < s.Address + s.Size);
            return address - segment.Address + segment.Offset;
        }

        private string Text(long at)
        {
            var from = (int)(Offset(dynamic[StringTable]) + at);
            return Encoding.ASCII.GetString(Bytes, from, Array.IndexOf(Bytes, (byte)0, from) - from);
        }

        public void Set16(long at, ushort value)
        {
            Bytes[at] = (byte)value;
            Bytes[at + 1] = (byte)(value >> 8);
        }

        private ushort Get16(long at) => BitConverter.ToUInt16(Bytes, (int)at);

        private uint Get32(long at) => BitConverter.ToUInt32(Bytes, (int)at);

        private long Get64(long at) => BitConverter.ToInt64(Bytes, (int)at);
    }
}
