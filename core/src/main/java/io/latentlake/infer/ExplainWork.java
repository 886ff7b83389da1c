package io.latentlake.infer;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.AttributionMethod;
import io.latentlake.explain.AttributionMethods;
import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplainOptions;
import io.latentlake.explain.ModelFunction;
import io.latentlake.explain.Pixels;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.Target;
import io.latentlake.observe.ImageWork;
import io.latentlake.table.AttributionsTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Explains one number of each image by one method. */
final class ExplainWork implements InferenceWork {
  private static final long serialVersionUID = 1L;

  private final String method;
  private final Target target;
  private final ExplainOptions options;

  ExplainWork(String method, Target target, ExplainOptions options) {
    this.method = method;
    this.target = target;
    this.options = options;
  }

  @Override
  public StructType schema() {
    return AttributionsTable.SCHEMA;
  }

  @Override
  public ImageWork counted() {
    return ImageWork.EXPLAINED;
  }

  @Override
  public int minibatch() {
    return options.passesPerBatch();
  }

  @Override
  public Task open(InferenceModel model) {
    AttributionMethod attribution = AttributionMethods.of(method, options);
    Optional<String> baseline = attribution.baseline().map(Baseline::toString);
    ModelFunction function = new ModelFunction(model, target);
    return images -> {
      List<Attribution> attributions = attributions(attribution, function, images);
      List<Row> rows = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        rows.add(
            AttributionsTable.row(
                images.imageIds()[i],
                images.shape().height(),
                images.shape().width(),
                attributions.get(i).map(),
                attributions.get(i).convergenceDelta(),
                baseline,
                images.sourceKey(i)));
      }
      return rows;
    };
  }

  /**
   * A method shows the model images in what order and number it likes, so that one conditioned on
   * labels is told one label at a time.
   */
  private static List<Attribution> attributions(
      AttributionMethod method, ModelFunction function, ImageMinibatch images) {
    if (function.model().labels().isEmpty()) {
      return method.attribute(function, Pixels.of(images.shape(), images.pixels()));
    }
    Attribution[] all = new Attribution[images.count()];
    for (String label : new LinkedHashSet<>(Arrays.asList(images.labels()))) {
      function.model().givenAll(label);
      int[] some =
          IntStream.range(0, all.length)
              .filter(i -> Objects.equals(images.labels()[i], label))
              .toArray();
      byte[][] pixels =
          Arrays.stream(some).mapToObj(i -> images.pixels()[i]).toArray(byte[][]::new);
      List<Attribution> found = method.attribute(function, Pixels.of(images.shape(), pixels));
      for (int i = 0; i < some.length; i++) {
        all[some[i]] = found.get(i);
      }
    }
    return List.of(all);
  }
}
