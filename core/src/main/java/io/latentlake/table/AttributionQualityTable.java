package io.latentlake.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The {@code attribution_quality} table: a row is an image under a model, an attribution method and
 * a target, with measures of how good its map is. A measure that does not exist for a map is null.
 */
public final class AttributionQualityTable {
  /** Name of the table. */
  public static final String NAME = "attribution_quality";

  /** Which image. */
  public static final String IMAGE_ID = "image_id";

  /** {@code source_key} of the image the row was made from. */
  public static final String SOURCE_KEY = "source_key";

  /** The measures. */
  public enum Measure {
    COMPLETENESS_GAP(
        MetricsTable.Better.LOW,
        "|convergence_delta| as a share of the map's sum of absolute values"),
    INFIDELITY(
        MetricsTable.Better.LOW,
        "mean squared difference of what the map says noise takes off the number, and what it"
            + " does"),
    INFIDELITY_SCALED(
        MetricsTable.Better.LOW,
        "infidelity of the map times what suits it best, as a share of that of a map of 0"),
    MAX_SENSITIVITY(
        MetricsTable.Better.LOW,
        "most change of the map, as a share of its norm, when pixels change a little"),
    DELETION_AREA(
        MetricsTable.Better.LOW,
        "mean of the number while the highest pixels are blurred first, in the larger of its"
            + " absolute values at the image and at the blurred image"),
    INSERTION_AREA(
        MetricsTable.Better.HIGH,
        "mean of the number while the highest pixels are put into the blurred image first, in the"
            + " same unit"),
    RANDOM_DELETION_AREA(
        MetricsTable.Better.NEITHER, "deletion_area with pixels in a random order"),
    CODE_SHIFT_AREA(
        MetricsTable.Better.HIGH,
        "mean distance of the code from the image's, in its norms, while the pixels of highest"
            + " absolute value are blurred first"),
    RANDOM_CODE_SHIFT_AREA(
        MetricsTable.Better.NEITHER, "code_shift_area with pixels in a random order"),
    GINI(
        MetricsTable.Better.NEITHER,
        "sparseness of the map's absolute values: 0 all equal, near 1 one pixel"),
    RANDOMISATION_CORRELATION(
        MetricsTable.Better.NEITHER,
        "rank correlation with the map of an untrained network; near 0 if the map depends on what"
            + " was learnt"),
    MASK_AUROC(
        MetricsTable.Better.HIGH, "area under the ROC curve of the map against the image's mask"),
    MASK_POINTING(
        MetricsTable.Better.HIGH, "1 if the highest pixel lies in the image's mask, else 0"),
    MASK_MASS(
        MetricsTable.Better.HIGH,
        "share of the map's absolute values that lies in the image's mask");

    private final MetricsTable.Better better;
    private final String meaning;

    Measure(MetricsTable.Better better, String meaning) {
      this.better = better;
      this.meaning = meaning;
    }

    /**
     * Name of its column.
     *
     * @return such as {@code deletion_area}
     */
    public String column() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Which direction is better.
     *
     * @return the direction
     */
    public MetricsTable.Better better() {
      return better;
    }
  }

  /** Columns of a file, without those that its folders name. */
  public static final StructType SCHEMA = schema();

  private AttributionQualityTable() {}

  private static StructType schema() {
    StructType schema = new StructType().add(IMAGE_ID, DataTypes.StringType, false, "which image");
    for (Measure measure : Measure.values()) {
      schema = schema.add(measure.column(), DataTypes.DoubleType, true, measure.meaning);
    }
    return schema.add(
        SOURCE_KEY, DataTypes.LongType, true, "source_key of the image the row was made from");
  }

  /**
   * The measures of one image set and model.
   *
   * @param dataId the image set
   * @param modelId the model
   * @return a key to read
   */
  public static TableKey key(String dataId, String modelId) {
    return TableKey.of(NAME).with(TableKey.DATA_ID, dataId).with(TableKey.MODEL_ID, modelId);
  }

  /**
   * The part of the table for one method and target.
   *
   * @param dataId the image set
   * @param modelId the model
   * @param method the attribution method
   * @param target the number explained
   * @return the key a run writes
   */
  public static TableKey key(String dataId, String modelId, String method, String target) {
    return key(dataId, modelId)
        .with(AttributionsTable.METHOD, method)
        .with(AttributionsTable.TARGET, target);
  }

  /**
   * A row of the table.
   *
   * @param imageId which image
   * @param measured the measures that there are
   * @param sourceKey of the image, if known
   * @return a row of {@link #SCHEMA}
   */
  public static Row row(
      String imageId, Map<Measure, OptionalDouble> measured, OptionalLong sourceKey) {
    List<Object> values = new java.util.ArrayList<>(List.of(imageId));
    for (Measure measure : Measure.values()) {
      OptionalDouble value = measured.getOrDefault(measure, OptionalDouble.empty());
      values.add(value.isPresent() ? (Double) value.getAsDouble() : null);
    }
    values.add(sourceKey.isPresent() ? (Long) sourceKey.getAsLong() : null);
    return RowFactory.create(values.toArray());
  }

  /**
   * The direction of each measure.
   *
   * @return by the name of its column, in the table's order
   */
  public static Map<String, MetricsTable.Better> measures() {
    Map<String, MetricsTable.Better> measures = new LinkedHashMap<>();
    Arrays.stream(Measure.values())
        .forEach(measure -> measures.put(measure.column(), measure.better()));
    return measures;
  }
}
