package io.latentlake.bench;

import io.latentlake.config.Options;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.AttributionMethods;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.Pixels;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Target;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Maps of the reconstruction error by one method with its default options. A call explains as many
 * images as fill one batch of passes through the model, at least one.
 */
@State(Scope.Thread)
public class Explaining {
  /** The network. */
  @Param public Network network;

  /** Images, real or altered, that go through the model at a time. */
  @Param({"32", "128", "512"})
  public int minibatch;

  /** Name of the attribution method. */
  @Param("integrated-gradients")
  public String method;

  private InferenceModel model;
  private AttributionMethod attribution;
  private ModelFunction function;
  private Pixels images;

  /** Makes model and images. */
  @Setup
  public void setUp() {
    attribution =
        AttributionMethods.of(
            method, Options.of(ExplainOptions.class, "passes-per-batch=" + minibatch));
    model =
        OurNetwork.trained(network, DrawnImages.of(network.shape(), minibatch, OurNetwork.SEED))
            .inferenceModel();
    function = new ModelFunction(model, Target.RECONSTRUCTION_ERROR);
    int explained = (int) Math.max(1, minibatch / attribution.passes(network.shape()));
    images =
        Pixels.of(
            network.shape(), DrawnImages.of(network.shape(), explained, OurNetwork.SEED).pixels());
  }

  /**
   * Explains a call's images.
   *
   * @param count told of the images explained
   * @return the maps
   */
  @Benchmark
  public Object explain(ImageCount count) {
    count.images += images.count();
    return attribution.attribute(function, images);
  }

  /** Gives the model back. */
  @TearDown
  public void tearDown() {
    model.close();
  }
}
