package io.latentlake.backbone;

import io.latentlake.architecture.Shape;
import io.latentlake.config.Effect;
import io.latentlake.config.Key;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which features of which pretrained network stand for an image, and how it is shown the image. */
public record FeatureOptions(
    @Key(
            meaning =
                "ONNX file of a pretrained network, on local disk, HDFS or S3; it takes images as"
                    + " [images, channels, height, width]",
            example = "s3a://bucket/resnet18.onnx")
        Optional<String> backbone,
    @Key(
            meaning =
                "Its results that features are taken from, intermediate or last, each [images,"
                    + " channels, height, width]; unset: what the file gives",
            example = "[/layer2/Relu, /layer3/Relu]")
        List<String> layers,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            unit = "pixels",
            meaning =
                "Rows of the images as the backbone is shown them; 0: what the file asks for, or"
                    + " the images' own")
        int inputHeight,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            unit = "pixels",
            meaning =
                "Columns of the images as the backbone is shown them; 0: what the file asks for, or"
                    + " the images' own")
        int inputWidth,
    @Key(
            value = "[0.485, 0.456, 0.406]",
            meaning =
                "Taken off red, green and blue from 0 to 1, unless the backbone takes whole numbers"
                    + " from 0 to 255; one number for all. The default is ImageNet's")
        List<Double> mean,
    @Key(value = "[0.229, 0.224, 0.225]", meaning = "What red, green and blue are then divided by")
        List<Double> deviation,
    @Key(
            value = "finest",
            meaning =
                "The places that maps of several layers are resized to: those of the finest or of"
                    + " the coarsest")
        FeatureGrid grid,
    @Key(
            value = "0.97",
            min = 0,
            max = 1,
            meaning =
                "Share of the features' variance that the principal components keep, as many as"
                    + " that takes; 0: model.latent components")
        double variance,
    @Key(
            value = "true",
            effect = Effect.AFTER_TRAINING,
            meaning =
                "Copy the backbone into the model package, which can then be used alone; else the"
                    + " file has to stay where it is")
        boolean keepBackbone,
    @Key(
            meaning =
                "SHA-256 of the backbone's file, 64 hexadecimal digits; unset: train takes any file"
                    + " and writes down its own",
            example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        Optional<String> sha256,
    @Key(
            value = "0",
            min = 0,
            max = MOST_CHANNELS,
            meaning = "Features of a place, which train finds and writes down")
        int features,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            meaning = "Rows of places, which train finds and writes down")
        int rows,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            meaning = "Columns of places, which train finds and writes down")
        int columns)
    implements Serializable {
  /** The most features of a place: the covariance of more would take a task over 128 MiB. */
  public static final int MOST_CHANNELS = 4096;

  /** Where its keys stand in a configuration. */
  static final String SECTION = "model.feature-ae.";

  private static final long serialVersionUID = 1L;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_LAYERS = 64;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if a value is always wrong
   */
  public FeatureOptions {
    layers = List.copyOf(layers);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    require(layers.size() <= MOST_LAYERS, "layers", layers.size(), "at most 64 entries");
    require(layers.stream().distinct().count() == layers.size(), "layers", layers, "each once");
    require(mean.size() == 1 || mean.size() == 3, "mean", mean, "one number or three");
    require(deviation.size() == 1 || deviation.size() == 3, "deviation", deviation, "one or three");
    require(deviation.stream().allMatch(value -> value > 0), "deviation", deviation, "above 0");
    require(
        sha256.map(text -> SHA_256.matcher(text).matches()).orElse(true),
        "sha256",
        sha256.orElse(""),
        "64 digits from 0-9 and a-f");
  }

  private static void require(boolean allowed, String key, Object value, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(key + " is " + value + "; allowed: " + range);
    }
  }

  /**
   * Shape of an image's features.
   *
   * @return features of a place, rows and columns of places; empty until train has found them
   */
  public Optional<Shape> shape() {
    return features == 0 || rows == 0 || columns == 0
        ? Optional.empty()
        : Optional.of(new Shape(features, rows, columns));
  }

  /** The same with what was found out about the file. */
  FeatureOptions with(List<String> named, String checksum, Shape found) {
    return new FeatureOptions(
        backbone,
        named,
        inputHeight,
        inputWidth,
        mean,
        deviation,
        grid,
        variance,
        keepBackbone,
        Optional.of(checksum),
        found.channels(),
        found.height(),
        found.width());
  }
}
