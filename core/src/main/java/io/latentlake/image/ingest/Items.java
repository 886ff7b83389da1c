package io.latentlake.image.ingest;

import io.latentlake.table.RejectReason;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Input items as every source lists them, before anything is decoded. */
final class Items {
  static final String IMAGE_ID = "image_id";
  static final String URI = "uri";
  static final String SPLIT = "split";
  static final String LABEL = "label";
  static final String BYTES = "bytes";
  static final String MODIFIED = "modified";
  static final String MASK_URI = "mask_uri";
  static final String MASK_BYTES = "mask_bytes";
  static final String MASK_MODIFIED = "mask_modified";

  /** Its position, if it is in an archive: a row of {@link ArchiveEntry#SCHEMA}; otherwise null. */
  static final String ENTRY = "entry";

  static final String MASK_ENTRY = "mask_entry";

  /** The others, where an image has several masks: uri, bytes, modified and entry of each. */
  static final String MORE_MASKS = "more_masks";

  static final String FACTORS = "factors";

  /** The image itself, where the source is a table or one file of many images. */
  static final String CONTENT = "content";

  /** Shape of content that is bare pixels, channel-major; null where it is an encoded file. */
  static final String RAW_CHANNELS = "raw_channels";

  static final String RAW_HEIGHT = "raw_height";
  static final String RAW_WIDTH = "raw_width";

  /** A {@link RejectReason} as text, where the item is known to be unusable; else null. */
  static final String FAULT = "fault";

  static final String FAULT_DETAIL = "fault_detail";

  static final StructType SCHEMA =
      new StructType()
          .add(IMAGE_ID, DataTypes.StringType, false)
          .add(URI, DataTypes.StringType, false)
          .add(SPLIT, DataTypes.StringType)
          .add(LABEL, DataTypes.StringType)
          .add(BYTES, DataTypes.LongType)
          .add(MODIFIED, DataTypes.LongType)
          .add(MASK_URI, DataTypes.StringType)
          .add(MASK_BYTES, DataTypes.LongType)
          .add(MASK_MODIFIED, DataTypes.LongType)
          .add(MASK_ENTRY, ArchiveEntry.SCHEMA)
          .add(
              MORE_MASKS,
              DataTypes.createArrayType(
                  new StructType()
                      .add(MASK_URI, DataTypes.StringType)
                      .add(MASK_BYTES, DataTypes.LongType)
                      .add(MASK_MODIFIED, DataTypes.LongType)
                      .add(MASK_ENTRY, ArchiveEntry.SCHEMA)))
          .add(ENTRY, ArchiveEntry.SCHEMA)
          .add(FACTORS, DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false))
          .add(CONTENT, DataTypes.BinaryType)
          .add(RAW_CHANNELS, DataTypes.IntegerType)
          .add(RAW_HEIGHT, DataTypes.IntegerType)
          .add(RAW_WIDTH, DataTypes.IntegerType)
          .add(FAULT, DataTypes.StringType)
          .add(FAULT_DETAIL, DataTypes.StringType);

  private static final List<String> NAMES = Arrays.asList(SCHEMA.fieldNames());

  private Items() {}

  /** Collects the values of one item. */
  static final class Builder {
    private final Object[] values = new Object[NAMES.size()];

    Builder(String imageId, String uri) {
      set(IMAGE_ID, imageId).set(URI, uri);
    }

    Builder set(String column, Object value) {
      values[NAMES.indexOf(column)] = value;
      return this;
    }

    Builder fault(RejectReason reason, String detail) {
      return set(FAULT, reason.text()).set(FAULT_DETAIL, detail);
    }

    /** Sets the split by its name; an unknown name is a fault. */
    Builder namedSplit(String word) {
      Optional<String> known = Splits.of(word);
      return known.isPresent()
          ? set(SPLIT, known.get())
          : fault(RejectReason.UNKNOWN_SPLIT, "split is " + word + "; allowed are " + Splits.KNOWN);
    }

    /**
     * Sets factors, given as text by the names of their columns; text that is not a number is a
     * fault.
     */
    Builder factors(Map<String, String> texts) {
      Map<String, Double> values = new LinkedHashMap<>();
      texts.forEach(
          (column, text) -> {
            try {
              values.put(ColumnNames.factor(column), Double.valueOf(text));
            } catch (NumberFormatException e) {
              fault(RejectReason.BAD_FACTOR, column + " is " + text + ", not a number");
            }
          });
      return values.isEmpty() ? this : set(FACTORS, JavaConverters.mapAsScalaMap(values));
    }

    boolean faulty() {
      return values[NAMES.indexOf(FAULT)] != null;
    }

    Row row() {
      return RowFactory.create(values);
    }
  }
}
