namespace ModelDsl.Runtime;

/// <summary>A generated model, which knows what its class tells as <c>Info</c>.</summary>
public interface IModel
{
    /// <summary>What is known of it at compile time.</summary>
    ModelInfo Info { get; }
}
