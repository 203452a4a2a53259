namespace ModelDsl.Cli;

/// <summary>A mistake in what the command was given. The message is one line for the person who typed it.</summary>
internal sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);
