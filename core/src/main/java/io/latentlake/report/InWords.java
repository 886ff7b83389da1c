package io.latentlake.report;

import io.latentlake.image.ImageShape;
import io.latentlake.model.Loss;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Threshold;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What options and values are called in a sentence. */
final class InWords {

  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private InWords() {}

  static String kind(String kind) {
    return switch (kind) {
      case "dense-ae" -> "dense autoencoder";
      case "linear-ae" -> "linear autoencoder";
      case "conv-ae" -> "convolutional autoencoder";
      case "conv-vae" -> "convolutional variational autoencoder";
      default -> kind;
    };
  }

  static String size(ImageShape shape) {
    return String.format(
        Locale.ROOT,
        "%s, %d × %d pixels",
        shape.channels() == 1 ? "grey" : "RGB",
        shape.height(),
        shape.width());
  }

  static String loss(Loss loss) {
    return switch (loss) {
      case BCE -> "binary cross-entropy in nats, summed over pixels";
      case SQUARED_ERROR -> "squared error, summed over pixels";
    };
  }

  static String layers(ModelOptions options) {
    return switch (options.kind()) {
      case "linear-ae" -> "one matrix each way";
      case "dense-ae" -> "dense, " + joined(options.hidden()) + " units";
      default ->
          String.format(
              Locale.ROOT,
              "convolutions of %d\u00a0×\u00a0%d pixels, %s channels, each halving the image",
              options.kernel(),
              options.kernel(),
              joined(options.channels()));
    };
  }

  static String threshold(Threshold threshold) {
    return "%s: %s %% of the %s %s images score no higher%s"
        .formatted(
            FigureFormat.format(threshold.value()),
            FigureFormat.format(100 * threshold.quantile()),
            FigureFormat.format(threshold.images()),
            threshold.split(),
            threshold.caution().map(caution -> " (" + caution + ")").orElse(""));
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

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
