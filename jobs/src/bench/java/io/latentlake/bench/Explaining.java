package io.latentlake.bench;

import io.latentlake.config.Options;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.ModelView;
import io.latentlake.explain.Pixels;
import io.latentlake.explain.ReferenceSet;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.target.Targets;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
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

  private static final int REFERENCES = 100;

  private InferenceModel model;
  private Attributor attribution;
  private ExplanationRequest request;

  /** Makes model and images. */
  @Setup
  public void setUp() {
    attribution =
        AttributionMethod.named(method)
            .attributor(Options.of(ExplainOptions.class, "passes-per-batch=" + minibatch));
    model =
        OurNetwork.trained(network, DrawnImages.of(network.shape(), minibatch, OurNetwork.SEED))
            .inferenceModel();
    int explained = (int) Math.max(1, minibatch / attribution.passes(network.shape()));
    Pixels images = drawn(explained);
    ModelView view = new ModelView(model);
    ModelFunction function = new ModelFunction(model, Targets.RECONSTRUCTION_ERROR, images);
    request =
        new ExplanationRequest(
            ids(explained),
            images,
            Targets.RECONSTRUCTION_ERROR,
            function,
            view,
            function.layers(),
            new ReferenceSet(ids(REFERENCES), drawn(REFERENCES), view),
            OptionalDouble.empty(),
            OurNetwork.SEED,
            minibatch);
  }

  private Pixels drawn(int count) {
    return Pixels.of(
        network.shape(), DrawnImages.of(network.shape(), count, OurNetwork.SEED).pixels());
  }

  private static String[] ids(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
  }

  /**
   * Explains a call's images.
   *
   * @param count told of the images explained
   * @return the maps
   */
  @Benchmark
  public Object explain(ImageCount count) {
    count.images += request.count();
    return attribution.attribute(request);
  }

  /** Gives the model back. */
  @TearDown
  public void tearDown() {
    model.close();
  }
}
