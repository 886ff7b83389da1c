package io.latentlake.infer;

import io.latentlake.explain.quality.ImageQuality;
import io.latentlake.explain.quality.MapQuality;
import io.latentlake.explain.quality.MapStatistics;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.ModelPackage;
import io.latentlake.observe.ImageWork;
import io.latentlake.table.AttributionQualityTable;
import io.latentlake.table.AttributionQualityTable.Measure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Measures the maps that one method makes of one number of each image. */
final class QualityWork implements InferenceWork {
  private static final long serialVersionUID = 1L;

  private final ExplanationPlan plan;
  private final int minibatch;
  private final Broadcast<ModelPackage> untrained;

  QualityWork(ExplanationPlan plan, int minibatch, Broadcast<ModelPackage> untrained) {
    this.plan = plan;
    this.minibatch = minibatch;
    this.untrained = untrained;
  }

  @Override
  public StructType schema() {
    return AttributionQualityTable.SCHEMA;
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
    InferenceModel other = TaskModel.open(untrained.value());
    MapQuality quality = new MapQuality(plan.attributor(), plan.options().quality());
    RequestMaker requests = new RequestMaker(model, plan);
    RequestMaker others = new RequestMaker(other, plan);
    return images -> {
      List<ImageQuality> measured =
          images.byLabel(
              !model.labels().isEmpty(),
              part -> quality.measure(requests.about(part), others.about(part)));
      List<Row> rows = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        rows.add(
            AttributionQualityTable.row(
                images.imageIds()[i],
                measures(measured.get(i), images.masks()[i]),
                images.sourceKey(i)));
      }
      return rows;
    };
  }

  private static Map<Measure, OptionalDouble> measures(ImageQuality quality, byte[] mask) {
    Map<Measure, OptionalDouble> measures = new EnumMap<>(Measure.class);
    measures.put(Measure.COMPLETENESS_GAP, quality.completenessGap());
    measures.put(Measure.INFIDELITY, quality.infidelity());
    measures.put(Measure.INFIDELITY_SCALED, quality.infidelityScaled());
    measures.put(Measure.MAX_SENSITIVITY, quality.maxSensitivity());
    measures.put(Measure.DELETION_AREA, quality.deletionArea());
    measures.put(Measure.INSERTION_AREA, quality.insertionArea());
    measures.put(Measure.RANDOM_DELETION_AREA, quality.randomDeletionArea());
    measures.put(Measure.CODE_SHIFT_AREA, quality.codeShiftArea());
    measures.put(Measure.RANDOM_CODE_SHIFT_AREA, quality.randomCodeShiftArea());
    measures.put(Measure.GINI, quality.gini());
    measures.put(Measure.RANDOMISATION_CORRELATION, quality.randomisationCorrelation());
    if (mask != null) {
      measures.put(Measure.MASK_AUROC, MapStatistics.auroc(quality.map(), mask));
      measures.put(Measure.MASK_POINTING, MapStatistics.pointing(quality.map(), mask));
      measures.put(Measure.MASK_MASS, MapStatistics.mass(quality.map(), mask));
    }
    return measures;
  }
}
