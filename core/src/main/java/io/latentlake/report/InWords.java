package io.latentlake.report;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.architecture.Operation;
import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.model.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words for options and values in sentences. */
final class InWords {

  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private InWords() {}

  static String size(ImageShape shape) {
    return String.format(
        Locale.ROOT,
        "%s, %d × %d pixels",
        shape.channels() == 1 ? "grey" : "RGB",
        shape.height(),
        shape.width());
  }

  /** The encoder's layers, which the decoder mirrors. */
  static String layers(Architecture network) {
    List<String> names = new ArrayList<>();
    boolean residual = false;
    Node latent = latent(network);
    for (Node node : network.nodes()) {
      if (node.equals(latent)) {
        break;
      }
      names.add(node.name());
      if (node.operation() instanceof Operation.Add) {
        residual = true;
        // what lies within the block is no stage
        names.subList(names.indexOf(node.inputs().get(0)) + 1, names.size()).clear();
        names.add(node.name());
      }
    }
    List<Operation> encoder = names.stream().map(name -> network.node(name).operation()).toList();
    List<Operation.Convolution> convolutions = all(encoder, Operation.Convolution.class);
    List<Operation.Dense> dense = all(encoder, Operation.Dense.class);
    if (!convolutions.isEmpty()) {
      int kernel = convolutions.get(convolutions.size() - 1).kernel();
      return String.format(
          Locale.ROOT,
          "convolutions of %d\u00a0×\u00a0%d pixels, %s channels, %s halving the image%s%s",
          kernel,
          kernel,
          joined(convolutions.stream().map(Operation.Convolution::channels)),
          convolutions.get(0).stride() == 1 ? "all but the first" : "each",
          residual ? " before a residual block" : "",
          network.decodesLatents() ? "" : ", with skip connections");
    }
    return dense.isEmpty()
        ? "one matrix each way"
        : "dense, " + joined(dense.stream().map(Operation.Dense::units)) + " units";
  }

  /** The layer that the latent's units are computed by, whatever is done with them afterwards. */
  private static Node latent(Architecture network) {
    Node node = network.at(Architecture.MEAN);
    while (node.operation() instanceof Operation.Flatten
        || node.operation() instanceof Operation.Half
        || node.operation() instanceof Operation.Quantise) {
      node = network.node(node.inputs().get(0));
    }
    return node;
  }

  /** How many units the latent has, and how they lie. */
  static String units(Architecture network) {
    Shape shape = network.latentShape();
    return shape.values()
        + " units"
        + (network.has(Architecture.MAP)
            ? String.format(
                Locale.ROOT,
                ", %d for each of %d\u00a0×\u00a0%d parts of the image",
                shape.channels(),
                shape.height(),
                shape.width())
            : "");
  }

  private static <T> List<T> all(List<Operation> operations, Class<T> type) {
    return operations.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static String threshold(Threshold threshold) {
    return "%s: %s %% of the %s %s images score no higher, so that it flags %s%s"
        .formatted(
            FigureFormat.format(threshold.value()),
            FigureFormat.format(100 * threshold.quantile()),
            FigureFormat.format(threshold.images()),
            threshold.split(),
            threshold.flaggedShare().inWords(),
            threshold.caution().map(caution -> " (" + caution + ")").orElse(""));
  }

  /** The threshold that images were judged by, which may be another than the model's own. */
  static String threshold(double applied, Optional<Threshold> own) {
    if (own.isPresent() && own.get().value() == applied) {
      return threshold(own.get());
    }
    return FigureFormat.format(applied)
        + own.map(
                model ->
                    ": %s %% of the %s %s images score lower (the model's own threshold is %s)"
                        .formatted(
                            FigureFormat.format(model.percentile(applied)),
                            FigureFormat.format(model.images()),
                            model.split(),
                            FigureFormat.format(model.value())))
            .orElse("");
  }

  static String duration(double seconds) {
    if (seconds < 2 * MINUTE) {
      return FigureFormat.format(seconds) + " s";
    }
    long minutes = Math.round(seconds / MINUTE);
    return seconds < 2 * HOUR
        ? minutes + " min"
        : minutes / MINUTE + " h " + minutes % MINUTE + " min";
  }

  private static String joined(Stream<Integer> numbers) {
    return numbers.map(String::valueOf).collect(Collectors.joining(", "));
  }
}
