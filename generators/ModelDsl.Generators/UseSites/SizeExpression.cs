using System;
using System.Collections.Generic;
using System.Globalization;

namespace ModelDsl.Generators.UseSites;

/// <summary>A size as generated code states it: numbers, names, + − * / and parentheses.</summary>
internal static class SizeExpression
{
    /// <summary>Whether the text is the name of a size, and nothing else.</summary>
    public static bool IsName(string text)
    {
        if (text.Length == 0 || !char.IsLetter(text[0])) return false;
        foreach (var c in text)
        {
            if (!char.IsLetterOrDigit(c) && c != '_') return false;
        }
        return true;
    }

    /// <summary>The value; null where a name has none or the text is of another form.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="values">What is known: of names, and of whole expressions.</param>
    public static long? Evaluate(string text, IReadOnlyDictionary<string, long> values)
    {
        if (values.TryGetValue(text, out var known)) return known;
        var reader = new Reader(text, values);
        try
        {
            var value = reader.Sum();
            return reader.IsAtEnd ? value : null;
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }

    private sealed class Reader(string text, IReadOnlyDictionary<string, long> values)
    {
        private int _position;

        public bool IsAtEnd => Peek() == '\0';

        public long? Sum()
        {
            var value = Product();
            while (Peek() is '+' or '-')
            {
                var isPlus = text[_position++] == '+';
                var next = Product();
                value = isPlus ? checked(value + next) : checked(value - next);
            }
            return value;
        }

        private long? Product()
        {
            var value = Factor();
            while (Peek() is '*' or '/')
            {
                var isTimes = text[_position++] == '*';
                var next = Factor();
                // Sizes are at least zero, so that a quotient rounds down as C# does it.
                value = isTimes ? checked(value * next) : next > 0 && value >= 0 ? value / next : null;
            }
            return value;
        }

        private long? Factor()
        {
            var first = Peek();
            if (first == '-')
            {
                _position++;
                return -Factor();
            }
            if (first == '(')
            {
                // The whole text in it may be what is known.
                _position++;
                var value = Sum();
                if (Peek() != ')') return End();
                _position++;
                return value;
            }
            var start = _position;
            while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '_')) _position++;
            if (_position == start) return End();
            var word = text.Substring(start, _position - start);
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            return values.TryGetValue(word, out var known) ? known : null;
        }

        /// <summary>Nothing can be said of a text of another form.</summary>
        private long? End()
        {
            _position = text.Length;
            return null;
        }

        private char Peek()
        {
            while (_position < text.Length && text[_position] == ' ') _position++;
            return _position < text.Length ? text[_position] : '\0';
        }
    }
}
