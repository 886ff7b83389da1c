package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Shape;
import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The passes through a network in its inference form: from images to any of its places, back to the
 * images, and from latents. It takes the mean image off, and puts it back, where the model has one.
 * For one thread; what a pass returns is overwritten by the next.
 */
final class InferenceNetwork implements AutoCloseable {
  private final ModelOptions options;
  private final ImageShape shape;
  private final DataType type;
  private final InferenceGraph graph;
  private final Optional<InferencePath> decoder;
  private final Map<List<String>, InferencePath> fromImages = new HashMap<>();
  private final Optional<MeanImageStage> meanOff;
  private final Optional<MeanImageStage> meanBack;
  private final Optional<Conditions> conditions;
  private final Map<String, Scratch> gradients = new HashMap<>();

  /**
   * Prepares the network.
   *
   * @param model the model
   * @param trained its network, whose parameters are read
   * @param type of all arrays
   */
  InferenceNetwork(ModelPackage model, ComputationGraph trained, DataType type) {
    this.options = model.options();
    this.shape = model.shape();
    this.type = type;
    this.graph = InferenceGraph.of(model, trained, type);
    this.decoder =
        graph.decodesLatents()
            ? Optional.of(graph.path(Architecture.LATENT, List.of(Architecture.DECODED)))
            : Optional.empty();
    this.conditions =
        graph.has(Architecture.CONDITION)
            ? Optional.of(new Conditions(options, type))
            : Optional.empty();
    Optional<float[]> mean = model.meanImage();
    this.meanOff = mean.map(values -> MeanImageStage.subtracting(values, type));
    this.meanBack =
        mean.filter(values -> options.reconstructionLoss().comparesDifferences())
            .map(values -> MeanImageStage.adding(values, type));
  }

  InferenceGraph graph() {
    return graph;
  }

  /** What the network is told of images, if it is told anything. */
  Optional<Conditions> conditions() {
    return conditions;
  }

  /** Whether a latent alone can be decoded. */
  boolean decodesLatents() {
    return decoder.isPresent();
  }

  /**
   * The decoder's output before its last activation.
   *
   * @param z latents, shape [images, latentSize]
   */
  INDArray decode(INDArray z) {
    if (z.rank() != 2 || z.size(1) != options.latent()) {
      throw new IllegalArgumentException(
          "the model's latent has "
              + options.latent()
              + " units, but these are "
              + z.shapeInfoToString());
    }
    InferencePath path =
        decoder.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model "
                        + options.id()
                        + " is a "
                        + options.kind()
                        + ", whose decoder needs the image as well as its latent"));
    return withMeanImage(path.forward(withCondition(OffHeap.plain(z))).get(0));
  }

  /**
   * What the network gives at some places, at the posterior mean.
   *
   * @param x images in [0, 1]
   * @param places such as {@link Architecture#DECODED}
   */
  Map<String, INDArray> at(INDArray x, List<String> places) {
    List<INDArray> values = path(places).forward(withCondition(seen(x)));
    Map<String, INDArray> found = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      String place = places.get(i);
      INDArray value = values.get(i);
      found.put(place, asTargetsTake(place, value));
    }
    return found;
  }

  /** What the network gives at a place, with the mean image where that belongs. */
  INDArray asTargetsTake(String place, INDArray value) {
    return place.equals(Architecture.DECODED) ? withMeanImage(value) : value;
  }

  /**
   * Gradient by the images of the last {@link #at} of the same places.
   *
   * @param places as they were given
   * @param byPlaces gradient by what was found at each
   */
  INDArray imageGradient(List<String> places, Map<String, INDArray> byPlaces) {
    return path(places).backward(places.stream().map(byPlaces::get).toList());
  }

  /** Room for the gradient by what is found at a place. */
  INDArray gradientRoom(String place, long... sizes) {
    return gradients.computeIfAbsent(place, name -> new Scratch()).of(type, sizes);
  }

  private InferencePath path(List<String> places) {
    return fromImages.computeIfAbsent(places, to -> graph.path(Architecture.IMAGE, to));
  }

  /** Images less the mean image, if there is one. */
  INDArray seen(INDArray x) {
    Shape seen = options.seen(shape);
    if (x.rank() != 4
        || x.size(1) != seen.channels()
        || x.size(2) != seen.height()
        || x.size(3) != seen.width()) {
      throw new IllegalArgumentException(
          "the model takes images of "
              + (options.features().isPresent() ? "features " + seen : shape)
              + ", but these are "
              + x.shapeInfoToString());
    }
    INDArray plain = OffHeap.plain(x);
    return meanOff.map(stage -> stage.forward(plain)).orElse(plain);
  }

  /** What is given, and the condition of as many images, if there is one. */
  List<INDArray> withCondition(INDArray given) {
    return conditions.map(told -> List.of(given, told.rows(given.size(0)))).orElse(List.of(given));
  }

  private INDArray withMeanImage(INDArray decoded) {
    return meanBack.map(stage -> stage.forward(decoded)).orElse(decoded);
  }

  @Override
  public void close() {
    graph.close();
    meanOff.ifPresent(InferenceStage::close);
    meanBack.ifPresent(InferenceStage::close);
    conditions.ifPresent(Conditions::close);
    gradients.values().forEach(Scratch::close);
  }
}
