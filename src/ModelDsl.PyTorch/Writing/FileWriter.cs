using ModelDsl.PyTorch.Sharing;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Writes the file of a model.</summary>
internal sealed class FileWriter(FileContext file, PyTorchOptions options)
{
    private const string UsualInterpolation = "bicubic";

    /// <summary>The text of the file.</summary>
    public string Write()
    {
        // Classes tell which parts the file needs.
        var classes = new PythonWriter();
        foreach (var shared in file.Classes.All)
        {
            classes.Gap(2);
            if (shared.IsModel) Model(classes, shared);
            else new ClassWriter(file, shared).Write(classes);
        }
        var writer = new PythonWriter();
        Head(writer, classes.ToString());
        foreach (var part in Parts.All.Where(file.HasPart))
        {
            writer.Gap(2);
            writer.Text(Parts.Text(part));
        }
        var fills = file.Inits.Named.ToList();
        if (fills.Count > 0) writer.Gap(2);
        foreach (var (name, text) in fills) writer.Line($"{name} = {text}");
        Config(writer);
        writer.Text(classes.ToString());
        Entry(writer);
        return writer.ToString();
    }

    private static string Ports(IEnumerable<Shape> shapes) => string.Join(", ", shapes.Select(s => s.ToString()));

    private void Head(PythonWriter writer, string classes)
    {
        var graph = file.Specification.Graph;
        writer.Documentation(
            $"{options.Name}: {(options.Description.Length > 0 ? options.Description + "; " : "")}{Ports(graph.Inputs.Select(i => i.Shape))} → {Ports(file.Specification.Outputs.Select(o => o.Value.Shape))}.",
            options.Paper.Length > 0 ? "Architecture: " + options.Paper + (options.License.Length > 0 ? $". Licence of the published code and weights: {options.License}." : ".") : "",
            "Written by modeldsl export. The keys of the state_dict are those of the C# module, whose Weights.Load reads checkpoints of this one. For batch norms over all processes: torch.nn.SyncBatchNorm.convert_sync_batchnorm(model).");
        writer.Gap();
        var text = classes + string.Concat(Parts.All.Where(file.HasPart).Select(Parts.Text)) + string.Concat(file.Inits.Named.Select(n => n.Text));
        if (text.Contains("math.", StringComparison.Ordinal)) writer.Line("import math");
        writer.Line("from dataclasses import dataclass");
        if (text.Contains("partial(", StringComparison.Ordinal)) writer.Line("from functools import partial");
        writer.Gap();
        writer.Line("import torch");
        if (text.Contains("F.", StringComparison.Ordinal)) writer.Line("import torch.nn.functional as F");
        writer.Line("from torch import nn");
        if (file.HasPart("block")) writer.Line("from torch.utils.checkpoint import checkpoint");
        writer.Gap();
        using (writer.Block("try:")) writer.Line("from timm.models import register_model");
        using (writer.Block("except ImportError:"))
        {
            writer.Gap();
            using (writer.Block("def register_model(entry_point):"))
            {
                writer.Documentation("timm is not installed: nothing lists the model.");
                writer.Line("return entry_point");
            }
        }
    }

    private void Config(PythonWriter writer)
    {
        writer.Gap(2);
        writer.Line("@dataclass(frozen=True)");
        using var block = writer.Block("class Config:");
        writer.Documentation("What can be set without changing the weights that blocks have.");
        writer.Gap();
        var any = false;
        Field("num_classes", "int", file.Head is { } head ? Dim.Text(head.Op.OutFeatures.Value) : null, "0 leaves out the last layer");
        Field("drop_path_rate", "float", file.Rates.DropPath > 0 ? PythonText.Float(file.Rates.DropPath) : null, "stochastic depth of the last block");
        Field("drop_rate", "float", file.Rates.Dropout > 0 ? PythonText.Float(file.Rates.Dropout) : null, "dropout");
        if (!any) writer.Line("pass");

        void Field(string name, string type, string? value, string comment)
        {
            if (value is null) return;
            writer.Line($"{name}: {type} = {value}", comment);
            any = true;
        }
    }

    private void Model(PythonWriter writer, PythonClass shared)
    {
        var units = file.Units.Select(u => u.Name).ToList();
        new ClassWriter(file, shared) { ModelDocumentation = [options.Description.Length > 0 ? options.Description + "." : options.Name + "."] }.Write(writer, self =>
        {
            writer.Gap();
            writer.Line("# What FullyShardedDataParallel wraps by itself: auto_wrap_policy=ModuleWrapPolicy(model.fsdp_units).");
            writer.Line($"fsdp_units = ({string.Join(", ", units)}{(units.Count == 1 ? "," : "")})");
            if (file.Head is { } head) Classifier(writer, self, Members.Find(shared.Bodies[0], head.Path)!);
            writer.Gap();
            using (writer.Block("def set_grad_checkpointing(self, enable=True):"))
            {
                writer.Documentation("Computes the activations of blocks again in the backward pass, which saves memory and takes time.");
                using (writer.Block("for module in self.modules():"))
                using (writer.Block("if isinstance(module, self.fsdp_units):")) writer.Line("module.grad_checkpointing = enable");
            }
            writer.Gap();
            var undecayed = Undecayed().Select(PythonText.Quoted).ToList();
            writer.Line("@torch.jit.ignore");
            using (writer.Block("def no_weight_decay(self):"))
            {
                writer.Documentation("Parameters, beside those of one axis, that weight decay leaves alone.");
                writer.Line(undecayed.Count == 0 ? "return set()" : $"return {{{string.Join(", ", undecayed)}}}");
            }
            GroupMatcher(writer, shared.Bodies[0]);
        });
    }

    private static void Classifier(PythonWriter writer, ClassWriter self, string head)
    {
        writer.Gap();
        using (writer.Block("def new_head(self, num_classes):"))
        {
            writer.Documentation("The last layer for a number of classes; 0 for the features themselves.");
            using (writer.Block("if num_classes == 0:")) writer.Line("return nn.Identity()");
            writer.Line("return " + self.Head());
        }
        writer.Gap();
        using (writer.Block("def get_classifier(self):")) writer.Line($"return {head}");
        writer.Gap();
        using (writer.Block("def reset_classifier(self, num_classes, global_pool=None):"))
        {
            writer.Line("self.num_classes = num_classes");
            writer.Line($"{head} = self.new_head(num_classes)");
        }
    }

    /// <summary>Tables, tokens and positions: parameters of their own.</summary>
    private IEnumerable<string> Undecayed() => file.Specification.Graph.Nodes.Where(n => n.Op is ParameterOp && n.State[0].Shape.Rank > 1).Select(n => n.Scope).Distinct();

    /// <summary>For learning rates that differ from layer to layer: what comes before the blocks, the blocks, what comes behind.</summary>
    private static void GroupMatcher(PythonWriter writer, Body body)
    {
        var names = body.State.Select(s => s.Name).ToList();
        var list = body.State.Select((s, i) => (Slot: s, Index: i)).FirstOrDefault(s => s.Slot is RepeatSlot || (s.Slot is ListSlot group && Members.KindOf(group) is ListKind.List or ListKind.Run));
        writer.Gap();
        writer.Line("@torch.jit.ignore");
        using var block = writer.Block("def group_matcher(self, coarse=False):");
        writer.Documentation("Which layers timm's layer decay puts together.");
        if (list.Slot is null)
        {
            writer.Line(names.Count == 0 ? "return dict(blocks=[])" : $"return dict(stem=r\"^({string.Join("|", names.Take(names.Count - 1))})\", blocks=[(r\"^({names[^1]})\", (99999,))])");
            return;
        }
        // Stages that are lists themselves: layer1, layer2, …
        var prefix = list.Slot.Name.TrimEnd('1');
        var stages = prefix == list.Slot.Name ? [] : names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n[prefix.Length..].All(char.IsDigit)).ToList();
        if (stages.Count > 1)
        {
            writer.Line($"blocks = r\"^{prefix}(\\d+)\" if coarse else r\"^{prefix}(\\d+)\\.(\\d+)\"");
            var rest = names.Skip(list.Index).Except(stages).ToList();
            writer.Line($"return dict(stem=r\"^({string.Join("|", names.Take(list.Index))})\", blocks=[(blocks, None){(rest.Count > 0 ? $", (r\"^({string.Join("|", rest)})\", (99999,))" : "")}])");
            return;
        }
        var stem = names.Take(list.Index).ToList();
        var behind = names.Skip(list.Index + 1).ToList();
        var inner = InnerList(list.Slot);
        var blocks = $"r\"^{list.Slot.Name}\\.(\\d+)\"";
        if (inner is not null) blocks = $"{blocks} if coarse else r\"^{list.Slot.Name}\\.(\\d+)\\.{inner}\\.(\\d+)\"";
        writer.Line($"blocks = {blocks}");
        List<string> groups = ["(blocks, None)"];
        if (inner is not null) groups.Add($"(r\"^{list.Slot.Name}\\.(\\d+)\", (0,))");
        if (behind.Count > 0) groups.Add($"(r\"^({string.Join("|", behind)})\", (99999,))");
        writer.Line($"return dict({(stem.Count > 0 ? $"stem=r\"^({string.Join("|", stem)})\", " : "")}blocks=[{string.Join(", ", groups)}])");
    }

    /// <summary>The name of the list of blocks that the stages of a list have.</summary>
    private static string? InnerList(Slot list) => (list is ListSlot group ? group.Items.OfType<BodySlot>().Select(b => b.Body) : list is RepeatSlot repeat ? [repeat.Body] : [])
        .SelectMany(b => b.State).FirstOrDefault(s => s is RepeatSlot || (s is ListSlot inner && Members.KindOf(inner) is ListKind.List or ListKind.Run))?.Name;

    private void Entry(PythonWriter writer)
    {
        var graph = file.Specification.Graph;
        var image = graph.Inputs is [{ Shape.Rank: 4 } first, ..] ? first.Shape : null;
        writer.Gap(2);
        using (writer.Block("default_cfgs = {"))
        {
            using (writer.Block($"{PythonText.Quoted(options.Name)}: {{"))
            {
                writer.Line("\"url\": \"\",");
                if (Classes is { } classes) writer.Line($"\"num_classes\": {classes},");
                if (image is not null) writer.Line($"\"input_size\": ({string.Join(", ", image.Skip(1).Select(d => Dim.Text(d.AtReference())))}),");
                if (image is not null) writer.Line($"\"fixed_input_size\": {(image.Skip(1).All(d => d.IsConstant) ? "True" : "False")},");
                if (options.Preprocessing is { } preprocessing)
                {
                    writer.Line($"\"interpolation\": {PythonText.Quoted(UsualInterpolation)},");
                    writer.Line($"\"crop_pct\": {PythonText.Float(preprocessing.CropFraction)},");
                    writer.Line($"\"crop_mode\": {PythonText.Quoted(preprocessing.CropMode)},");
                    writer.Line($"\"mean\": ({Numbers(preprocessing.Mean)}),");
                    writer.Line($"\"std\": ({Numbers(preprocessing.StandardDeviation)}),");
                }
                if (graph.Nodes.FirstOrDefault(n => n.Op is Conv2dOp) is { } conv) writer.Line($"\"first_conv\": {PythonText.Quoted(conv.Scope)},");
                writer.Line($"\"classifier\": {(file.Head is { } head ? PythonText.Quoted(head.Path) : "None")},");
            }
            writer.Line("},");
        }
        writer.Line("}");
        writer.Gap(2);
        writer.Line("@register_model");
        using var block = writer.Block($"def {options.Name}(pretrained=False, **kwargs):");
        writer.Documentation($"{(options.Description.Length > 0 ? options.Description + "; " : "")}takes the fields of Config, and lets timm's other arguments be.");
        using (writer.Block("if pretrained:")) writer.Line($"raise ValueError(\"no weights come with {options.Name}; load a checkpoint with load_state_dict\")");
        if (file.Head is null && Classes is { } fixedClasses)
        {
            using (writer.Block($"if kwargs.get(\"num_classes\") not in (None, {fixedClasses}):")) writer.Line($"raise ValueError(\"{options.Name} has {fixedClasses} classes; export a variant with another number\")");
        }
        if (image is not null && image[1].IsConstant)
        {
            using (writer.Block($"if kwargs.get(\"in_chans\") not in (None, {image[1].Value}):")) writer.Line($"raise ValueError(\"{options.Name} takes images of {image[1].Value} channels; export a variant with another number\")");
        }
        writer.Line("fields = {name: value for name, value in kwargs.items() if name in Config.__dataclass_fields__ and value is not None}");
        writer.Line($"model = {options.ClassName}(Config(**fields))");
        if (file.Head is null && Classes is { } known) writer.Line($"model.num_classes = {known}");
        writer.Line($"model.default_cfg = default_cfgs[{PythonText.Quoted(options.Name)}]");
        writer.Line("return model");
    }

    /// <summary>The number of classes; null for a model that tells none apart.</summary>
    private string? Classes => file.Specification.Outputs is [{ Value.Shape: { Rank: 2 } shape }] && shape[1].IsConstant ? Dim.Text(shape[1].Value) : null;

    private static string Numbers(IReadOnlyList<double> numbers) => string.Join(", ", numbers.Select(PythonText.Number)) + (numbers.Count == 1 ? "," : "");
}
