#pragma warning disable CA1032 // Verify's has this constructor alone.
/// <summary>A snapshot is not what was verified, or there is none. (In no namespace, as Verify's own.)</summary>
/// <param name="message">What differs, and where.</param>
public class VerifyException(string message) : Exception(message);
