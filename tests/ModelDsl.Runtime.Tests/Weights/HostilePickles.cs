namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>A file that has to be refused, and a part of the reason.</summary>
public sealed record HostileFile(string Name, byte[] Content, string Reason, string Extension = ".pth")
{
    public override string ToString() => Name;
}

/// <summary>Checkpoints whose pickles do, or ask for, what no state_dict needs.</summary>
internal static class HostilePickles
{
    // What scanners of pickles and advisories on PyTorch and on those scanners list: ways to run code, to reach the
    // network or the disk, and to have a loader loaded inside the loader.
    private static readonly string[] Names =
    [
        "os system", "posix system", "nt system", "os popen", "os execv", "os spawnl", "os remove", "os.path join", "subprocess Popen", "subprocess call",
        "subprocess check_output", "subprocess getoutput", "builtins eval", "builtins exec", "builtins compile", "builtins __import__",
        "builtins open", "builtins globals", "builtins breakpoint", "builtins apply", "__builtin__ eval", "__builtin__ file",
        "builtins dict.__class__", "builtins type", "builtins map", "runpy _run_code", "runpy run_path", "runpy run_module",
        "torch.hub load", "torch.hub download_url_to_file", "torch.jit load", "torch load", "torch save", "torch.storage _load_from_bytes", "torch.serialization load",
        "torch._utils _rebuild_qtensor", "torch._utils _rebuild_sparse_tensor", "torch._utils _import_dotted_name", "torch.jit.unsupported_tensor_ops execWrapper",
        "torch.utils.bottleneck.__main__ run_cprofile", "torch.utils.collect_env run", "torch.utils._config_module load_config", "torch._inductor.codecache compile_file",
        "torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression", "torch._dynamo.guards GuardBuilder.get", 
        "torch UntypedStorage", "torch ComplexFloatStorage", "pickle loads", "_pickle Unpickler", "cloudpickle loads", "dill loads", "joblib load", "marshal loads",
        "shelve open", "types FunctionType", "types CodeType", "operator attrgetter", "operator methodcaller", "_operator itemgetter", 
        "functools reduce", "codecs decode", "_codecs decode", "importlib import_module", "importlib.util spec_from_file_location", "imp load_source", "zipimport zipimporter",
        "ctypes CDLL", "ctypes.util find_library", "webbrowser open", "socket create_connection", "requests get", "urllib.request urlopen", "http.client HTTPSConnection",
        "ftplib FTP", "smtplib SMTP", "ssl get_server_certificate", "aiohttp ClientSession", "asyncio.unix_events _UnixSubprocessTransport._start", "multiprocessing.util spawnv_passfds",
        "pty spawn", "platform popen", "timeit timeit", "bdb Bdb.run", "pdb run", "cProfile run", "profile Profile.run", "trace Trace.run", "code InteractiveInterpreter.runcode",
        "doctest debug_script", "lib2to3.pgen2.grammar Grammar.loads", "idlelib.pyshell ModifiedInterpreter.runcode", "idlelib.autocomplete AutoComplete.get_entity",
        "idlelib.calltip get_entity", "ensurepip _run_pip", "venv create", "pip main", "pydoc pipepager", "distutils.file_util write_file", "logging.config dictConfig",
        "numpy.f2py.crackfortran getlincoef", "numpy.testing._private.utils runstring", "numpy load", "site main", "shutil rmtree",
        "tempfile mktemp", "sys exit", "sys settrace", "signal alarm", "linecache getlines", "sqlite3 connect", "uuid _get_command_stdout", 
        "copy_reg __newobj__", "argparse ArgumentParser", "argparse Namespace.__init__", "argparse FileType", "collections OrderedDict.__reduce__", "collections namedtuple",
        
    ];

    public static IEnumerable<HostileFile> All => [.. Globals, .. Tricks.Select(t => Of(t.Name, t.Pickle, t.Reason)), .. Tensors.Select(t => Of(t.Name, t.Pickle, t.Reason))];

    private static IEnumerable<HostileFile> Globals
    {
        get
        {
            foreach (var (index, text) in Names.Index())
            {
                var (module, name) = (text.Split(' ')[0], text.Split(' ')[1]);
                var isNew = index % 2 == 1;
                var begun = isNew ? PickleText.Begin(4).StackGlobal(module, name) : PickleText.Begin().Global(module, name);
                yield return Of($"global {module}.{name}", begun.Text("id > pwned").Raw(0x85).Raw("R").Stop(), $"it names {module}.{name}, which is not part of a state_dict");
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Pickle, string Reason)> Tricks =>
    [
        ("empty pickle", [], "no pickle begins here"),
        ("no protocol", PickleText.Begin().Raw("N").Stop()[2..], "no pickle begins here"),
        ("protocol 0", "I1\n."u8.ToArray(), "no pickle begins here"),
        ("protocol 1", PickleText.Begin(1).Raw("N").Stop(), "pickle protocol 1"),
        ("protocol 6", PickleText.Begin(6).Raw("N").Stop(), "pickle protocol 6"),
        ("protocol twice", PickleText.Begin().Raw(0x80, 2).Raw("N").Stop(), "0x80 (PROTO, a second time)"),
        ("no end", PickleText.Begin().Raw("}").Cut(), "ends 1 bytes too early"),
        ("two pickles", [.. PickleText.Begin().Raw("}").Stop(), .. PickleText.Begin().Global("os", "system").Stop()], "something follows its end"),
        ("bytes after the end", [.. PickleText.Begin().Raw("}").Stop(), 0], "something follows its end"),
        ("two values", PickleText.Begin().Raw("}}").Stop(), "values left"),
        ("no value", PickleText.Begin().Stop(), "values left"),
        ("an open mark", PickleText.Begin().Raw("}(").Stop(), "containers open"),
        ("INST", PickleText.Begin().Raw("(").Text("id").Raw("ios\nsystem\n").Stop(), "0x69 (INST)"),
        ("OBJ", PickleText.Begin().Raw("(").Global("collections", "OrderedDict").Raw("o").Stop(), "0x6f (OBJ)"),
        ("OBJ of a class", PickleText.Begin().Raw("(").Global("os", "system").Text("id").Raw("o").Stop(), "it names os.system"),
        ("NEWOBJ_EX of a Namespace", PickleText.Begin(4).Global("argparse", "Namespace").Raw(")}").Raw(0x92).Stop(), "it makes an object of argparse.Namespace"),
        ("NEWOBJ_EX without names", PickleText.Begin(4).Global("mine", "Thing").Raw(")]").Raw(0x92).Stop(), "it makes an object of mine.Thing"),
        ("EXT1", PickleText.Begin().Raw(0x82, 1).Stop(), "0x82 (EXT1)"),
        ("EXT2", PickleText.Begin().Raw(0x83, 1, 0).Stop(), "0x83 (EXT2)"),
        ("EXT4", PickleText.Begin().Raw(0x84, 1, 0, 0, 0).Stop(), "0x84 (EXT4)"),
        ("PERSID", PickleText.Begin().Raw("Pos\n").Stop(), "0x50 (PERSID)"),
        ("POP hides a call", PickleText.Begin().Raw("N0}").Stop(), "0x30 (POP)"),
        ("POP_MARK", PickleText.Begin().Raw("(N1}").Stop(), "0x31 (POP_MARK)"),
        ("DUP", PickleText.Begin().Raw("}2a").Stop(), "0x32 (DUP)"),
        ("STRING", PickleText.Begin().Raw("S'os'\n").Stop(), "0x53 (STRING)"),
        ("INT", PickleText.Begin().Raw("I0\n").Stop(), "0x49 (INT)"),
        ("LONG", PickleText.Begin().Raw("L1L\n").Stop(), "0x4c (LONG)"),
        ("FLOAT", PickleText.Begin().Raw("F1\n").Stop(), "0x46 (FLOAT)"),
        ("GET", PickleText.Begin().Raw("}p0\ng0\n").Stop(), "0x70 (PUT)"),
        ("BYTEARRAY8", PickleText.Begin(5).Raw(0x96, 1, 0, 0, 0, 0, 0, 0, 0, 1).Stop(), "0x96 (BYTEARRAY8)"),
        ("NEXT_BUFFER", PickleText.Begin(5).Raw(0x97).Stop(), "0x97 (NEXT_BUFFER)"),
        ("an unknown instruction", PickleText.Begin().Raw(0xFF).Stop(), "the pickle instruction 0xff"),
        ("STACK_GLOBAL of numbers", PickleText.Begin(4).Int(1).Int(2).Raw(0x93).Stop(), "a name that is not text"),
        ("STACK_GLOBAL by memo", PickleText.Begin(4).Text("os").Raw(0x94).Raw("}").Text("k").Raw("h\0").Text("system").Raw(0x93).Text("id").Raw(0x85).Raw("Rs").Stop(), "it names os.system"),
        ("STACK_GLOBAL with a line break", PickleText.Begin(4).StackGlobal("collections\nOrderedDict\ncos", "system").Stop(), "it names collections\\u000aOrderedDict\\u000acos.system"),
        ("STACK_GLOBAL of a dotted name", PickleText.Begin(4).StackGlobal("collections", "OrderedDict.__init__.__globals__").Stop(), "it names collections.OrderedDict.__init__.__globals__"),
        ("STACK_GLOBAL split elsewhere", PickleText.Begin(4).StackGlobal("torch._utils _rebuild_tensor_v2", "").Stop(), "is not part of a state_dict"),
        ("GLOBAL in other letters", PickleText.Begin().Global("Torch", "floatStorage").Stop(), "the checkpoint holds no dict"),
        ("a class of a program at the root", PickleText.Begin().Global("__main__", "Model").Raw(")").Raw(0x81).Stop(), "a whole pickled object of __main__.Model, which only its own program can load"),
        ("a function of a program at the root", PickleText.Begin().Global("mmengine.config", "Config").Text("id > pwned").Raw(0x85).Raw("R").Stop(), "a whole pickled object of mmengine.config.Config"),
        ("a partial call of what is refused", PickleText.Begin().Global("functools", "partial").Global("os", "system").Raw(0x85).Raw("R").Stop(), "it names os.system"),
        ("a path at the root", PickleText.Begin().Global("pathlib", "PosixPath").Text("runs").Raw(0x85).Raw("R").Stop(), "a whole pickled object of pathlib.PosixPath"),
        ("getattr of text", PickleText.Begin().Global("builtins", "getattr").Text("os").Text("system").Raw(0x86).Raw("R").Stop(), "it calls builtins.getattr with ('os', 'system')"),
        ("getattr of an expression", PickleText.Begin().Global("builtins", "getattr").Global("enums", "Mode").Text("a; import os").Raw(0x86).Raw("R").Stop(), "it calls builtins.getattr with (enums.Mode, 'a; import os')"),
        ("a defaultdict of text", PickleText.Begin().Global("collections", "defaultdict").Text("list").Raw(0x85).Raw("R").Stop(), "it calls collections.defaultdict with ('list')"),
        ("an array of a name", PickleText.Begin().Global("numpy.core.multiarray", "_reconstruct").Text("id > pwned").Raw(0x85).Raw("R").Stop(), "it calls numpy.core.multiarray._reconstruct with ('id > pwned')"),
        ("a path of a number", PickleText.Begin().Global("pathlib", "PosixPath").Int(1).Raw(0x85).Raw("R").Stop(), "it calls pathlib.PosixPath with (1)"),
        ("a name that is none", PickleText.Begin(4).StackGlobal("my module", "Model").Stop(), "it names my module.Model"),
        ("a name that begins with a digit", PickleText.Begin(4).StackGlobal("mine", "2").Stop(), "it names mine.2"),
        ("a part of a refused package", PickleText.Begin(4).StackGlobal("torch.hub", "HubConfig").Stop(), "it names torch.hub.HubConfig"),
        ("an inner module of Python", PickleText.Begin(4).StackGlobal("_posixsubprocess", "fork_exec").Stop(), "it names _posixsubprocess.fork_exec"),
        ("GLOBAL with a carriage return", PickleText.Begin().Global("collections\r", "OrderedDict\r").Stop(), "it names collections\\u000d"),
        ("a line without an end", PickleText.Begin().Raw("c" + new string('a', 500)).Stop(), "a name without an end within 200 bytes"),
        ("a call of a string", PickleText.Begin().Text("os.system").Text("id").Raw(0x85).Raw("R").Stop(), "it calls 'os.system'"),
        ("a call of a call's result", PickleText.Begin().Global("collections", "OrderedDict").Raw(")R").Raw(")R").Stop(), "it calls a dict"),
        ("a call with a list", PickleText.Begin().Global("collections", "OrderedDict").Raw("]R").Stop(), "it calls collections.OrderedDict with a list"),
        ("an OrderedDict with a factory", PickleText.Begin().Global("collections", "OrderedDict").Text("x").Raw(0x85).Raw("R").Stop(), "it calls collections.OrderedDict with ('x')"),
        ("a codec that decodes", PickleText.Begin().Global("_codecs", "encode").Text("x").Text("zlib").Raw(0x86).Raw("R").Stop(), "it calls _codecs.encode with ('x', 'zlib')"),
        ("Namespace with a call", PickleText.Begin().Global("argparse", "Namespace").Text("x").Raw(0x85).Raw("R").Stop(), "it calls argparse.Namespace with ('x')"),
        ("a dtype that is called", PickleText.Begin().Global("torch", "float16").Raw(")R").Stop(), "it calls torch.float16 with ()"),
        ("a set of itself", PickleText.Begin().Global("builtins", "set").Global("builtins", "set").Raw(0x85).Raw("R").Stop(), "it calls builtins.set with (builtins.set)"),
        ("NEWOBJ of an OrderedDict", PickleText.Begin().Global("collections", "OrderedDict").Raw(")").Raw(0x81).Stop(), "it makes an object of collections.OrderedDict"),
        ("NEWOBJ of a tensor type", PickleText.Begin().Global("torch", "FloatStorage").Int(9).Raw(0x85, 0x81).Stop(), "it makes an object of torch.FloatStorage"),
        ("NEWOBJ of a string", PickleText.Begin().Text("x").Raw(")").Raw(0x81).Stop(), "it makes an object of 'x'"),
        ("__setstate__ of a plain dict", PickleText.Begin().Raw("}}b").Stop(), "it sets the state of a dict to a dict"),
        ("__setstate__ of a list", PickleText.Begin().Raw("]}b").Stop(), "it sets the state of a list"),
        ("__setstate__ of a tensor", PickleText.Begin().Tensor([2], [1]).Raw("}b").Stop(), "it sets the state of a tensor"),
        ("__setstate__ of a name", PickleText.Begin().Global("collections", "OrderedDict").Raw("}b").Stop(), "it sets the state of collections.OrderedDict"),
        ("__setstate__ with a tuple", PickleText.Begin().Global("argparse", "Namespace").Raw(")").Raw(0x81).Raw("N}").Raw(0x86).Raw("b").Stop(), "it sets the state of a value of argparse.Namespace to a tuple of 2"),
        ("__setstate__ of nothing", PickleText.Begin().Raw("}b").Stop(), "its stack is empty"),
        ("a call from an empty stack", PickleText.Begin().Raw("R").Stop(), "an empty stack"),
        ("a value from below a mark", PickleText.Begin().Raw("N(").Raw(0x85).Stop(), "an empty stack"),
        ("a tuple without a mark", PickleText.Begin().Raw("Nt").Stop(), "it has not opened"),
        ("a key without a value", PickleText.Begin().Raw("}(Nu").Stop(), "a key without a value"),
        ("items for a dict", PickleText.Begin().Raw("}(Ne").Stop(), "something that is not a list"),
        ("items of a list", PickleText.Begin().Raw("](NNu").Stop(), "something that is not a dict"),
        ("set items for a list", PickleText.Begin(4).Raw("](N").Raw(0x90).Stop(), "something that is not a set"),
        ("a list as a key", PickleText.Begin().Raw("}]Ns").Stop(), "a container is the key"),
        ("a value that was not kept", PickleText.Begin().Raw("h\x07").Stop(), "value number 7, which it has not kept"),
        ("a number kept twice", PickleText.Begin().Raw("}q\0").Text("x").Raw("q\0").Stop(), "two values under the number 0"),
        ("keeping nothing", PickleText.Begin().Raw("q\0").Stop(), "its stack is empty"),
        ("LONG4 below zero", PickleText.Begin().Raw(0x8b, 0xFF, 0xFF, 0xFF, 0xFF).Stop(), "a whole number of -1 bytes"),
        ("LONG4 without end", PickleText.Begin().Raw(0x8b, 0xFF, 0xFF, 0xFF, 0x7F).Stop(), "a whole number of 2147483647 bytes"),
        ("LONG4 longer than the file", PickleText.Begin().Raw(0x8b, 0, 8, 0, 0).Stop(), "bytes too early"),
        ("text of 2^63 bytes", PickleText.Begin(4).Raw(0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80).Stop(), "bytes too early"),
        ("text of 4 GB", PickleText.Begin().Raw((byte)'X', 0xFF, 0xFF, 0xFF, 0xFF).Stop(), "bytes too early"),
        ("bytes of 2^64", PickleText.Begin(4).Raw(0x8e, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF).Stop(), "bytes too early"),
        ("a frame of 2^63", PickleText.Begin(4).Raw(0x95, 0, 0, 0, 0, 0, 0, 0, 0x80).Raw("}").Stop(), "a frame of 9223372036854775808 bytes"),
        ("text that is not UTF-8", PickleText.Begin().Raw((byte)'X', 1, 0, 0, 0, 0xFF).Stop(), "text that is not UTF-8"),
        ("marks without end", PickleText.Begin().Times(1000, p => p.Raw("(")).Stop(), "more than 200 containers are open"),
        ("a stack without end", PickleText.Begin().Times(200_000, p => p.Raw("N")).Stop(), "more than 100000 values are waiting"),
        ("tuples in tuples", PickleText.Begin().Raw(")").Times(100_000, p => p.Raw(0x85)).Stop(), "more than 100 deep"),
        ("lists in lists", PickleText.Begin().Times(150, p => p.Raw("]")).Times(149, p => p.Raw("a")).Stop(), "more than 100 deep"),
        ("a memo bomb", PickleText.Begin().Raw(")q\0").Times(1, p => Doubled(p, 150)).Stop(), "more than 100 deep"),
        ("values without end", PickleText.Begin().Raw("]").Times(400_000, p => p.Raw("}a")).Stop(), "more than 32 MB besides the tensors"),
        ("text without end", PickleText.Begin().Raw("]").Times(600_000, p => p.Text("a").Raw("a")).Stop(), "more than 32 MB besides the tensors"),
        ("a pickle of 17 MB", [.. PickleText.Begin().Cut(), .. new byte[17 << 20]], "at most besides the tensors"),
        ("a list at the root", PickleText.Begin().Raw("]").Stop(), "the checkpoint holds no dict"),
        ("a number at the root", PickleText.Begin().Int(1).Stop(), "the checkpoint holds no dict"),
        ("a name at the root", PickleText.Begin().Global("collections", "OrderedDict").Stop(), "the checkpoint holds no dict"),
        ("no weights", PickleText.Begin().Raw("}").Text("epoch").Int(1).Raw("s").Stop(), "the checkpoint holds other things than tensors"),
        ("a state_dict that is a list", PickleText.Begin().Raw("}").Text("state_dict").Raw("]s").Stop(), "the checkpoint holds other things than tensors"),
        ("a state_dict within itself", PickleText.Begin().Raw("}q\0").Text("state_dict").Raw("h\0s").Stop(), "'state_dict' is not a tensor"),
        ("two state_dicts", PickleText.Begin().Raw("}").Text("state_dict").Raw("}s").Text("state_dict").Raw("}s").Stop(), "the key 'state_dict' occurs twice"),
    ];

    private static IEnumerable<(string Name, byte[] Pickle, string Reason)> Tensors =>
    [
        ("an offset below zero", Dict(p => p.Tensor([2], [1], offset: -1)), "begins at element -1"),
        ("a size below zero", Dict(p => p.Tensor([-2], [1])), "a tensor with -2 as a size"),
        ("a stride below zero", Dict(p => p.Tensor([2], [-1], offset: 5)), "a tensor with -1 as a stride"),
        ("more values than the storage", Dict(p => p.Tensor([7], [1])), "one within the 6 elements of its storage"),
        ("an offset behind the storage", Dict(p => p.Tensor([1], [1], offset: 6)), "one within the 6 elements of its storage"),
        ("an empty tensor behind the storage", Dict(p => p.Tensor([0], [1], offset: 7)), "one within the 6 elements of its storage"),
        ("a stride out of the storage", Dict(p => p.Tensor([2, 3], [4, 1])), "one within the 6 elements of its storage"),
        ("a stride that overflows", Dict(p => p.Tensor([long.MaxValue], [long.MaxValue])), "one within the 6 elements of its storage"),
        ("strides that wrap around", Dict(p => p.Tensor([3, 3], [long.MaxValue, long.MaxValue], offset: 2)), "one within the 6 elements of its storage"),
        ("more values than can be counted", Dict(p => p.Tensor([1L << 40, 1L << 40], [0, 0])), "one within the 6 elements of its storage"),
        ("33 axes", Dict(p => p.Tensor([.. Enumerable.Repeat(1L, 33)], [.. Enumerable.Repeat(1L, 33)])), "a tensor of 33 axes"),
        ("fewer strides than sizes", Dict(p => p.Tensor([2, 3], [1])), "2 sizes and 1 strides"),
        ("a storage longer than its record", Dict(p => p.Tensor([2], [1], count: 7)), "storage '0' is said to hold 7 × F32; expected what its 24 bytes hold"),
        ("a storage shorter than its record", Dict(p => p.Tensor([2], [1], count: 5)), "storage '0' is said to hold 5 × F32"),
        ("a storage below zero", Dict(p => p.Tensor([2], [1], count: -6)), "storage '0' is said to hold -6 × F32"),
        ("a storage that overflows", Dict(p => p.Tensor([2], [1], count: (1L << 62) + 6)), "is said to hold"),
        ("a storage of a wider type", Dict(p => p.Tensor([2], [1], storage: "DoubleStorage")), "storage '0' is said to hold 6 × F64"),
        ("a storage that is not there", Dict(p => p.Tensor([2], [1], key: "1")), "storage '1' is not in the archive"),
        ("a storage outside", Dict(p => p.Tensor([2], [1], key: "../data.pkl")), "storage '../data.pkl' is not in the archive"),
        ("a storage at the root", Dict(p => p.Tensor([2], [1], key: "/etc/passwd")), "storage '/etc/passwd' is not in the archive"),
        ("one storage, two types", Dict(p => p.Tensor([2], [1]), p => p.Tensor([2], [1], storage: "IntStorage")), "storage '0' is 6 × I32 here and 6 × F32 before"),
        ("a reference to a module", Dict(p => p.Raw("(").Text("module").Global("torch", "FloatStorage").Text("model.py").Text("source").Raw("tQ")), "it refers to a tuple of 4"),
        ("a reference to text", Dict(p => p.Text("0").Raw("Q")), "it refers to '0'"),
        ("a storage without a type", Dict(p => p.Raw("(").Text("storage").Text("FloatStorage").Text("0").Text("cpu").Int(6).Raw("tQ")), "it refers to a tuple of 5"),
        ("a tensor with hooks", Dict(p => p.Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage().Int(0).Numbers(2).Numbers(1).Raw(0x89).Raw("}").Text("hook").Raw("Nst").Raw("R")), "it calls torch._utils._rebuild_tensor_v2 with"),
        ("a tensor of a tensor", Dict(p => p.Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Tensor([2], [1]).Int(0).Numbers(2).Numbers(1).Raw(0x89).Raw("}tR")), "with (a tensor, 0"),
        ("a tensor of a fractional size", Dict(p => p.Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage().Int(0).Raw((byte)'G', 0x40, 0, 0, 0, 0, 0, 0, 0).Raw(0x85).Numbers(1).Raw(0x89).Raw("}tR")), "a tensor with a float as a size"),
        ("a tensor that needs a truth value", Dict(p => p.Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage().Int(0).Numbers(2).Numbers(1).Int(1).Raw("}tR")), "it calls torch._utils._rebuild_tensor_v2 with"),
        ("a parameter of a dict", Dict(p => p.Global("torch._utils", "_rebuild_parameter").Raw("}").Raw(0x89).Raw("}").Raw(0x87).Raw("R")), "it calls torch._utils._rebuild_parameter with (a dict"),
        ("a storage as a weight", Dict(p => p.Storage(), p => p.Tensor([2], [1])), "the checkpoint holds other things than tensors"),
        ("a weight twice", PickleText.Begin().Raw("}").Text("w").Tensor([2], [1]).Raw("s").Text("w").Tensor([3], [1]).Raw("s").Stop(), "the key 'w' occurs twice"),
        ("a weight without a name", PickleText.Begin().Raw("}").Int(1).Tensor([2], [1]).Raw("s").Stop(), "a key that is not text"),
        ("a name that is a tuple", PickleText.Begin().Raw("})").Tensor([2], [1]).Raw("s").Stop(), "a key that is not text"),
    ];

    private static HostileFile Of(string name, byte[] pickle, string reason) => new(name, HostileArchives.Checkpoint(pickle), reason);

    private static byte[] Dict(params Func<PickleText, PickleText>[] values)
    {
        var pickle = PickleText.Begin().Raw("}");
        foreach (var (index, value) in values.Index()) value(pickle.Text($"w{index}")).Raw("s");
        return pickle.Stop();
    }

    /// <summary>Each level holds the one before twice: 2ⁿ leaves in n instructions.</summary>
    private static PickleText Doubled(PickleText pickle, int levels)
    {
        for (var i = 0; i < levels; i++) pickle.Raw("h").Raw((byte)i).Raw("h").Raw((byte)i).Raw(0x86).Raw("q").Raw((byte)(i + 1));
        return pickle;
    }
}
