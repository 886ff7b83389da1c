package io.latentlake.backbone;

import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.image.Resampling;
import io.latentlake.onnx.ForeignGraph;
import io.latentlake.onnx.OnnxGraph;
import io.latentlake.onnx.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/**
 * Runs a backbone: images in, features of every place out. The maps of its layers are resized to
 * one grid and joined, channel after channel. For one thread; onnxruntime uses no other.
 */
public final class FeatureExtractor implements AutoCloseable {
  /** More at a time is hardly faster, and takes memory for the values of every layer. */
  private static final int AT_A_TIME = 8;

  private final OnnxSession session;
  private final BackboneInput input;
  private final ShownImages shown;
  private final List<String> results;
  private final FeatureGrid grid;
  private List<Shape> maps;
  private Shape joined;
  private List<Resampling> resamplings;

  private FeatureExtractor(
      OnnxSession session,
      BackboneInput input,
      ShownImages shown,
      List<String> results,
      FeatureGrid grid) {
    this.session = session;
    this.input = input;
    this.shown = shown;
    this.results = results;
    this.grid = grid;
  }

  /**
   * Prepares to run a backbone.
   *
   * @param backbone the file, and how it is run
   * @param images shape of the images that it will be given
   * @return to be closed by the caller
   * @throws UnusableBackboneException if the file, its layers or onnxruntime cannot be used
   */
  public static FeatureExtractor open(BackboneUse backbone, ImageShape images) {
    try {
      BackboneFile file = BackboneFile.of(backbone.file());
      List<String> named = backbone.layers().isEmpty() ? file.outputs() : backbone.layers();
      List<String> results;
      try {
        results = file.results(named);
      } catch (NoSuchElementException e) {
        throw new UnusableBackboneException(
            "it has no layer '" + e.getMessage() + "'; it has " + maps(file, backbone, images));
      }
      FeatureExtractor extractor = giving(results, file, backbone, images);
      try {
        extractor.findShapes(file, backbone, images);
      } catch (RuntimeException e) {
        extractor.close();
        throw e;
      }
      return extractor;
    } catch (UnusableBackboneException e) {
      throw new UnusableBackboneException(
          "the backbone " + backbone.name() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static FeatureExtractor giving(
      List<String> results, BackboneFile file, BackboneUse backbone, ImageShape images) {
    BackboneInput input = file.input();
    ImageShape to =
        new ImageShape(
            input.channels(),
            BackboneInput.size(
                "input-height", backbone.inputHeight(), input.height(), images.height()),
            BackboneInput.size(
                "input-width", backbone.inputWidth(), input.width(), images.width()));
    return new FeatureExtractor(
        OnnxRuntime.session(file.giving(results)),
        input,
        new ShownImages(images, to, input.wholeNumbers(), backbone),
        results,
        backbone.grid());
  }

  /** Maps that a file can give, of each shape the last: its name and its shape. */
  private static String maps(BackboneFile file, BackboneUse backbone, ImageShape images) {
    List<String> names = file.telling();
    Map<List<Long>, String> last = new LinkedHashMap<>();
    try (FeatureExtractor all = giving(names, file, backbone, images)) {
      all.run(
          new float[images.values()],
          0,
          1,
          (layer, sides, values) -> {
            if (isMap(sides)) {
              List<Long> shape = Arrays.stream(sides).skip(1).boxed().toList();
              // behind those that came before
              last.remove(shape);
              last.put(shape, names.get(layer));
            }
          });
    }
    return last.entrySet().stream()
        .map(map -> map.getValue() + " " + map.getKey())
        .collect(Collectors.joining(", "));
  }

  private static boolean isMap(long[] sides) {
    return sides.length == 4 && sides[0] == 1 && sides[2] * sides[3] > 1;
  }

  /** Shows it a black image, to learn the shapes of its maps. */
  private void findShapes(BackboneFile file, BackboneUse backbone, ImageShape images) {
    List<Shape> found = new ArrayList<>();
    run(
        new float[images.values()],
        0,
        1,
        (layer, sides, values) -> found.add(map(layer, sides, file, backbone, images)));
    if (found.size() < results.size()) {
      throw new UnusableBackboneException(
          "not all of its layers " + results + " give numbers of single precision");
    }
    maps = List.copyOf(found);
    joined = grid.join(maps);
    if (joined.channels() == 1) {
      throw new UnusableBackboneException(
          "its layers "
              + results
              + " have a single channel, of which components would leave nothing; name others in "
              + FeatureOptions.SECTION
              + "layers; it has "
              + maps(file, backbone, images));
    }
    if (joined.channels() > FeatureOptions.MOST_CHANNELS) {
      throw new UnusableBackboneException(
          "its layers "
              + results
              + " have "
              + joined.channels()
              + " channels together; at most "
              + FeatureOptions.MOST_CHANNELS
              + " can be used: name fewer in "
              + FeatureOptions.SECTION
              + "layers");
    }
    resamplings =
        maps.stream()
            .map(m -> new Resampling(m.height(), m.width(), joined.height(), joined.width()))
            .toList();
  }

  private Shape map(
      int layer, long[] sides, BackboneFile file, BackboneUse backbone, ImageShape images) {
    if (!isMap(sides)) {
      throw new UnusableBackboneException(
          "layer '"
              + results.get(layer)
              + "' gives "
              + Arrays.toString(sides)
              + " for an image shown as "
              + shown.shape()
              + ", no map [1, channels, height, width] of several places; name others in "
              + FeatureOptions.SECTION
              + "layers, or raise input-height and input-width; it has "
              + maps(file, backbone, images));
    }
    return new Shape(
        Math.toIntExact(sides[1]), Math.toIntExact(sides[2]), Math.toIntExact(sides[3]));
  }

  /**
   * Shape of the features of an image.
   *
   * @return features of a place, rows and columns of places
   */
  public Shape shape() {
    return joined;
  }

  /** Names of the results that features are taken from. */
  List<String> results() {
    return results;
  }

  /** How it shows images. */
  ShownImages shown() {
    return shown;
  }

  /** What its backbone takes. */
  BackboneInput input() {
    return input;
  }

  /** Features as an ONNX graph computes them, from what the layers give. */
  Tensor onnx(OnnxGraph graph, ForeignGraph network) {
    List<Tensor> resized = new ArrayList<>();
    for (int layer = 0; layer < maps.size(); layer++) {
      Shape map = maps.get(layer);
      Resampling to = resamplings.get(layer);
      resized.add(
          graph
              .result(network, results.get(layer), map.channels(), map.height(), map.width())
              .filtered(to.rowShares(), to.columnShares()));
    }
    return Tensor.joined(resized);
  }

  /**
   * The features of images. Those of an image do not depend on the others.
   *
   * @param images pixels in [0, 1], image by image, channel-major
   * @param count how many images
   * @return image by image, feature by feature, place by place
   */
  public float[] features(float[] images, int count) {
    float[] features = new float[Math.multiplyExact(count, joined.values())];
    int step = input.batch().orElse(AT_A_TIME);
    for (int first = 0; first < count; first += step) {
      int start = first;
      int some = Math.min(step, count - first);
      int[] channel = {0};
      run(
          images,
          first,
          some,
          (layer, sides, values) -> {
            join(layer, values, some, features, start * joined.values(), channel[0]);
            channel[0] += maps.get(layer).channels();
          });
    }
    return features;
  }

  private void join(
      int layer, FloatBuffer values, int count, float[] features, int start, int firstChannel) {
    Shape map = maps.get(layer);
    Shape expected = new Shape(map.channels(), map.height(), map.width());
    if (values.remaining() != (long) count * expected.values()) {
      throw new UnusableBackboneException(
          "layer '" + results.get(layer) + "' gives maps of another size for other images");
    }
    float[] one = new float[map.values()];
    int area = map.height() * map.width();
    int places = joined.height() * joined.width();
    for (int image = 0; image < count; image++) {
      values.get(one);
      for (int channel = 0; channel < map.channels(); channel++) {
        int to = start + image * joined.values() + (firstChannel + channel) * places;
        resamplings.get(layer).resize(one, channel * area, features, to);
      }
    }
  }

  private void run(float[] images, int first, int count, OnnxSession.Use use) {
    ImageShape to = shown.shape();
    float[] values = new float[Math.multiplyExact(count, to.values())];
    for (int i = 0; i < count; i++) {
      shown.write(images, first + i, values, i * to.values());
    }
    long[] sides = {count, to.channels(), to.height(), to.width()};
    session.run(Map.entry(input.name(), values), sides, input.wholeNumbers(), results, use);
  }

  /** Gives its native memory back. */
  @Override
  public void close() {
    session.close();
  }
}
