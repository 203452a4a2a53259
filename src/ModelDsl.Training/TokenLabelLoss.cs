using ModelDsl.Runtime;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace ModelDsl.Training;

/// <summary>
/// The loss of networks that classify every token (Jiang et al., "All Tokens Matter", arXiv:2104.10858), as VOLO and LVT train with it:
/// the cross entropy of the image, whose target is mixed with its partner's by the share of mixed tokens, and that of each token.
/// </summary>
public static class TokenLabelLoss
{
    /// <summary>The mean over the batch, a number to differentiate; the caller disposes it.</summary>
    /// <param name="classLogits">Logits of the images, [N, classes].</param>
    /// <param name="tokenLogits">Logits of their tokens, each in the image it was taken from, [N, tokens, classes].</param>
    /// <param name="targets">Probabilities of the classes, [N, classes].</param>
    /// <param name="box">Which tokens the images had from their partners: see <see cref="TokenBox.Partners"/>.</param>
    /// <param name="tokenTargets">Probabilities for each token, [N, tokens, classes]; those of its image where absent.</param>
    /// <param name="classWeight">Weight of the images' part.</param>
    /// <param name="tokenWeight">Weight of the tokens' part.</param>
    /// <exception cref="ArgumentException">The shapes do not belong to each other.</exception>
    public static torch.Tensor Of(
        torch.Tensor classLogits, torch.Tensor tokenLogits, torch.Tensor targets, TokenBox box, torch.Tensor? tokenTargets = null,
        double classWeight = 1, double tokenWeight = 0.5)
    {
        ArgumentNullException.ThrowIfNull(box);
        Require(classLogits, targets.shape, nameof(classLogits));
        Require(tokenLogits, [targets.shape[0], (long)box.Rows * box.Columns, targets.shape[1]], nameof(tokenLogits));
        if (tokenTargets is not null) Require(tokenTargets, tokenLogits.shape, nameof(tokenTargets));
        using var scope = torch.NewDisposeScope();
        var ownShare = 1 - box.Share;
        var mixed = (targets * Scalars.Of(ownShare)).add(targets.flip(0), Scalars.Of(box.Share));
        var ofImages = CrossEntropy(classLogits, mixed) * Scalars.Of(classWeight);
        var ofTokens = CrossEntropy(tokenLogits, tokenTargets ?? targets.unsqueeze(1)) * Scalars.Of(tokenWeight);
        return ofImages.add(ofTokens, Scalars.One).MoveToOuterDisposeScope();
    }

    private static torch.Tensor CrossEntropy(torch.Tensor logits, torch.Tensor targets) => -(functional.log_softmax(logits, -1) * targets).sum(-1).mean();

    private static void Require(torch.Tensor tensor, long[] shape, string name)
    {
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"{name} is [{string.Join(", ", tensor.shape)}], and [{string.Join(", ", shape)}] belongs to the targets and the box", name);
    }
}
