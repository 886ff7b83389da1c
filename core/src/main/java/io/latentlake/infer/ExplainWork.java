package io.latentlake.infer;

import io.latentlake.explain.Attribution;
import io.latentlake.explain.Attributor;
import io.latentlake.explain.SignificantBits;
import io.latentlake.model.InferenceModel;
import io.latentlake.observe.ImageWork;
import io.latentlake.table.AttributionsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Explains one number of each image by one method. */
final class ExplainWork implements InferenceWork {
  private static final long serialVersionUID = 1L;

  private final ExplanationPlan plan;
  private final int minibatch;

  ExplainWork(ExplanationPlan plan, int minibatch) {
    this.plan = plan;
    this.minibatch = minibatch;
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
    return minibatch;
  }

  @Override
  public Task open(InferenceModel model) {
    Attributor attributor = plan.attributor();
    Optional<String> baseline =
        attributor
            .baseline()
            .map(start -> start.of(plan.target(), model.reconstructs()).toString());
    RequestMaker requests = new RequestMaker(model, plan);
    return images -> {
      List<Attribution> attributions =
          images.byLabel(
              !model.labels().isEmpty(), part -> attributor.attribute(requests.about(part)));
      List<Row> rows = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        rows.add(
            AttributionsTable.row(
                images.imageIds()[i],
                images.shape().height(),
                images.shape().width(),
                SignificantBits.round(attributions.get(i).map(), plan.options().significantBits()),
                attributions.get(i).convergenceDelta(),
                baseline,
                images.sourceKey(i)));
      }
      return rows;
    };
  }
}
