namespace ModelDsl.Runtime;

/// <summary>The modules of Python's own library (<c>sys.stdlib_module_names</c>, and those that earlier versions had).</summary>
internal static class PythonLibrary
{
    private const string Modules = """
        UserDict abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audiodev audioop base64 bdb binascii binhex
        bisect builtins bz2 cPickle cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compiler
        compression concurrent configparser contextlib contextvars copy copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbm decimal
        difflib dis distutils doctest dummy_threading email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch 
        fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr
        imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math md5
        mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os
        ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib popen2 poplib posix posixpath pprint profile pstats pty pwd
        py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors
        sets sha shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
        statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios 
         textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing
        unicodedata unittest urllib urllib2 uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
        zipfile zipimport zlib zoneinfo
        """;

    private static readonly HashSet<string> s_modules = new(Modules.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    /// <summary>Whether a module without points in its name belongs to it; those that begin with an underscore are its inner parts.</summary>
    public static bool Has(string module) => module != "__main__" && (module.StartsWith('_') || s_modules.Contains(module));
}
