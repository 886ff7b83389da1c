package io.latentlake.image.ingest;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** The columns of a manifest or table, read as the text that items hold. */
record TableColumns(Dataset<Row> table, ColumnNames names) {
  /** Above this, doubles cannot represent every integer. */
  private static final double EXACT = 1L << 53;

  TableColumns(Dataset<Row> table) {
    this(table, new ColumnNames(table.columns()));
  }

  /** A column by its name as it is written. */
  Column column(String name) {
    return table.col("`" + name.replace("`", "``") + "`");
  }

  DataType type(String name) {
    return table.schema().apply(name).dataType();
  }

  /**
   * A column as text, null in every row if there is none. A whole number is written without a
   * point, whatever its type, so that a label of 1.0 is that of 1.
   *
   * @param wanted its name, in upper or lower case
   * @param key the option that holds the name
   * @throws InvalidSourceException if it holds lists, structures or bytes
   */
  Column text(String wanted, String key) {
    Optional<String> found = names.find(wanted);
    if (found.isEmpty()) {
      return lit(null).cast("string");
    }
    Column column = column(found.get());
    DataType type = type(found.get());
    if (type instanceof ArrayType
        || type instanceof MapType
        || type instanceof StructType
        || type instanceof BinaryType) {
      throw new InvalidSourceException(
          "column "
              + found.get()
              + " ("
              + key
              + ") is of type "
              + type.simpleString()
              + "; it must hold one text or number per row: name another column, or write the table"
              + " with one value per row");
    }
    boolean fraction =
        type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType;
    return fraction ? shortest(column) : column.cast("string");
  }

  /** A fraction as text; NaN, which means no value in many programs, becomes null. */
  private static Column shortest(Column fraction) {
    Column number = fraction.cast("double");
    Column whole = abs(number).lt(EXACT).and(number.equalTo(floor(number)));
    return when(whole, number.cast("long").cast("string"))
        .when(number.isNaN(), lit(null))
        .otherwise(fraction.cast("string"));
  }
}
