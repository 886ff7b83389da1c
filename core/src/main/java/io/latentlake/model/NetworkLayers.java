package io.latentlake.model;

import io.latentlake.architecture.Architecture;
import io.latentlake.kernel.OffHeap;
import io.latentlake.kernel.Scratch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network layer by layer, each rectifier one of its own, so that something else than the gradient
 * can be passed back through it. A walk back starts from the last way forward, with nothing else
 * asked of the model in between. For one thread, within its model's {@linkplain
 * InferenceModel#scope scope}.
 */
public final class NetworkLayers implements AutoCloseable {
  private final InferenceModel model;
  private final LayerGraph graph;
  private final RuledStages stages = new RuledStages();
  private final Scratch images = new Scratch();
  private final Optional<String> spatialNode;
  private final Map<List<String>, InferencePath> paths = new HashMap<>();
  private List<String> places = List.of();
  private InferencePath path;
  private List<INDArray> given = List.of();
  private double[] passedToSpatialStage = {};

  NetworkLayers(InferenceModel model) {
    this.model = model;
    this.graph = model.network().graph().layers();
    this.spatialNode = model.network().graph().spatialNode();
  }

  /**
   * Takes images through the network.
   *
   * @param target whose places are wanted
   * @param x images in [0, 1], shape [images, channels, height, width]
   * @return what the network gives at each place, image by image, as the target takes it
   */
  public Map<String, double[]> forward(Target target, INDArray x) {
    places = target.places(model.options());
    path = paths.computeIfAbsent(places, this::path);
    given = path.forward(model.network().withCondition(kept(model.network().seen(x))));
    Map<String, double[]> values = new LinkedHashMap<>();
    for (int i = 0; i < places.size(); i++) {
      values.put(
          places.get(i), OffHeap.read(model.network().asTargetsTake(places.get(i), given.get(i))));
    }
    return values;
  }

  /** The walk back needs the images, which the caller's scope may have ended by then. */
  private INDArray kept(INDArray seen) {
    INDArray copy = images.of(seen.dataType(), seen.shape());
    copy.assign(seen);
    return copy;
  }

  private InferencePath path(List<String> ofPlaces) {
    InferenceGraph folded = model.network().graph();
    List<String> nodes = new ArrayList<>(ofPlaces.stream().map(folded::node).toList());
    spatialNode.ifPresent(nodes::add);
    return graph.path(folded.given(Architecture.IMAGE), nodes);
  }

  /**
   * What the last way forward has given, as the last layers give it: without a mean image, which
   * the network neither sees nor gives.
   *
   * @return values at each place, image by image
   */
  public Map<String, double[]> ofLayers() {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (int i = 0; i < places.size(); i++) {
      values.put(places.get(i), OffHeap.read(given.get(i)));
    }
    return values;
  }

  /**
   * The target at values of its places that the network need not have given.
   *
   * @param target the target of the last way forward
   * @param x images in [0, 1]
   * @param codes for each the code of the image that it is an altered copy of; its own if left out
   * @param at values for each place, image by image
   * @return the target's values and derivatives
   * @throws UnsupportedOperationException if the target's derivative is not known
   */
  public TargetHead head(
      Target target, INDArray x, Optional<double[][]> codes, Map<String, double[]> at) {
    Map<String, INDArray> arrays = new HashMap<>();
    for (int i = 0; i < places.size(); i++) {
      long[] shape = given.get(i).shape().clone();
      shape[0] = x.size(0);
      INDArray array = OffHeap.create(given.get(i).dataType(), shape);
      OffHeap.write(at.get(places.get(i)), array);
      arrays.put(places.get(i), array);
    }
    return TargetEvaluation.head(model, target, x, codes, arrays);
  }

  /**
   * Walks back to the images.
   *
   * @param rule what each layer passes on
   * @param byPlaces what is passed to each place; none where it is left out
   * @return what reaches the pixels, image by image
   */
  public double[] back(BackwardRule rule, Map<String, double[]> byPlaces) {
    List<INDArray> byEnds = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      double[] passed =
          byPlaces.getOrDefault(places.get(i), new double[(int) given.get(i).length()]);
      byEnds.add(RuledStages.like(given.get(i), passed));
    }
    spatialNode.ifPresent(node -> byEnds.add(null));
    double[] toPixels = OffHeap.read(path.backward(byEnds, stages.of(rule)));
    if (spatialNode.isPresent()) {
      passedToSpatialStage = OffHeap.read(path.passedTo(places.size()));
    }
    return toPixels;
  }

  /**
   * The encoder's last stage that still has places.
   *
   * @return where it lies on the images; empty if no stage of the encoder has places
   */
  public Optional<SpatialStage> spatialStage() {
    return model.network().graph().spatialStage();
  }

  /**
   * What that stage gave on the last way forward.
   *
   * @return values, image by image, channel-major
   */
  public double[] spatialValues() {
    return OffHeap.read(given.get(places.size()));
  }

  /**
   * What the last walk back passed to that stage.
   *
   * @return values, image by image, channel-major
   */
  public double[] passedToSpatialStage() {
    return passedToSpatialStage.clone();
  }

  @Override
  public void close() {
    stages.close();
    images.close();
    graph.close();
  }
}
