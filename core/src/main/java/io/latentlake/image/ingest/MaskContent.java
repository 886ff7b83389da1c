package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.udf;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** Detects suspicious masks: those that mark no pixel or every pixel. */
final class MaskContent {
  private MaskContent() {}

  /** Whether a mask marks no pixel; false if there is no mask. */
  static Column empty(Column mask) {
    return holdsOnly(mask, (byte) 0);
  }

  /** Whether a mask marks every pixel; false if there is no mask. */
  static Column full(Column mask) {
    return holdsOnly(mask, (byte) 1);
  }

  private static Column holdsOnly(Column mask, byte value) {
    UDF1<byte[], Boolean> only = values -> values != null && holdsOnly(values, value);
    return udf(only, DataTypes.BooleanType).apply(mask);
  }

  private static boolean holdsOnly(byte[] values, byte value) {
    for (byte each : values) {
      if (each != value) {
        return false;
      }
    }
    return true;
  }
}
