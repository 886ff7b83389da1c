package io.latentlake.explain;

import io.latentlake.model.BackwardRule;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.NetworkLayers;
import io.latentlake.model.SpatialStage;
import io.latentlake.model.Target;
import io.latentlake.model.TargetHead;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/** The layers of a model, with a target. */
@SuppressWarnings("try") // a memory scope is only opened and closed
final class ModelLayers implements Layers {
  private final InferenceModel model;
  private final ModelView view;
  private final Target target;
  private final Function<int[], Optional<double[][]>> codes;

  /**
   * Looks at a model.
   *
   * @param codes for positions of explained images their codes, if the target compares with them
   */
  ModelLayers(InferenceModel model, Target target, Function<int[], Optional<double[][]>> codes) {
    this.model = model;
    this.view = new ModelView(model);
    this.target = target;
    this.codes = codes;
  }

  private NetworkLayers layers() {
    return model.layers();
  }

  private <T> T inScope(Supplier<T> work) {
    try (MemoryWorkspace scope = model.scope()) {
      return work.get();
    }
  }

  @Override
  public Map<String, double[]> forward(Pixels images) {
    return inScope(() -> layers().forward(target, view.array(images)));
  }

  @Override
  public Map<String, double[]> ofLayers() {
    return inScope(layers()::ofLayers);
  }

  @Override
  public TargetHead head(Pixels images, int[] explained, Map<String, double[]> at) {
    return inScope(() -> layers().head(target, view.array(images), codes.apply(explained), at));
  }

  @Override
  public double[] back(BackwardRule rule, Map<String, double[]> byPlaces) {
    return inScope(() -> layers().back(rule, byPlaces));
  }

  @Override
  public Optional<SpatialStage> spatialStage() {
    return layers().spatialStage();
  }

  @Override
  public double[] spatialValues() {
    return inScope(layers()::spatialValues);
  }

  @Override
  public double[] passedToSpatialStage() {
    return inScope(layers()::passedToSpatialStage);
  }
}
