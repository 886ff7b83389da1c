package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import io.latentlake.table.RejectReason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * A CSV file whose columns {@code pixel0}, {@code pixel1}, ... are the values of square grey
 * images, row by row, from 0 to 255; label and split may stand beside them.
 */
final class PixelSource implements ImageSource {
  private static final Pattern PIXEL = Pattern.compile("\\s*pixel_?(\\d{1,9})\\s*");

  private final SparkSession spark;
  private final CsvTable table;
  private final DataOptions options;
  private final ColumnNames columns;
  private final Reader reader;

  /**
   * Opens a file.
   *
   * @throws InvalidSourceException if its pixels make no square, or are not in order
   */
  PixelSource(SparkSession spark, CsvTable table, DataOptions options) {
    this.spark = spark;
    this.table = table;
    this.options = options;
    this.columns = new ColumnNames(table.header());
    List<Integer> pixels = pixels(table);
    int side = (int) Math.round(Math.sqrt(pixels.size()));
    if (side * side != pixels.size()) {
      throw new InvalidSourceException(
          "data.path is "
              + table.file()
              + ", with "
              + pixels.size()
              + " pixel columns; supported are square grey images, such as 784 columns for 28x28");
    }
    this.reader =
        new Reader(
            table.file(), pixels, side, index(options.labelColumn()), index(options.splitColumn()));
  }

  /** Whether the header has a column of pixels and none of paths. */
  static boolean holdsPixels(CsvTable table, DataOptions options) {
    return new ColumnNames(table.header()).find(options.pathColumn()).isEmpty()
        && table.header().stream().anyMatch(name -> PIXEL.matcher(name).matches());
  }

  /** Indices of the pixel columns. */
  private static List<Integer> pixels(CsvTable table) {
    List<Integer> pixels = new ArrayList<>();
    int next = -1;
    for (int i = 0; i < table.header().size(); i++) {
      Matcher pixel = PIXEL.matcher(table.header().get(i));
      if (pixel.matches()) {
        int number = Integer.parseInt(pixel.group(1));
        if (next >= 0 && number != next) {
          throw new InvalidSourceException(
              "data.path is "
                  + table.file()
                  + ", where column "
                  + table.header().get(i)
                  + " is in the place of pixel"
                  + next
                  + "; pixel columns must be in order");
        }
        next = number + 1;
        pixels.add(i);
      }
    }
    return pixels;
  }

  /** Index of a column; -1 if there is none. */
  private int index(String column) {
    return columns.find(column).map(table.header()::indexOf).orElse(-1);
  }

  @Override
  public Dataset<Row> items() {
    int tasks = spark.sparkContext().defaultParallelism();
    return spark.createDataFrame(
        table.records(spark).zipWithIndex().map(reader::item).repartition(tasks), Items.SCHEMA);
  }

  @Override
  public List<String> understood() {
    return List.of(
        "grey images of " + reader.side + "x" + reader.side + " from columns of pixels",
        columns.use("labels", "data.label-column", options.labelColumn()),
        columns.use("splits", "data.split-column", options.splitColumn(), Splits.FROM_TABLE_FILES));
  }

  @Override
  public boolean bringsContent() {
    return true;
  }

  @Override
  public boolean mayRepeatIds() {
    return false;
  }

  /** Turns a record into an item, on an executor. */
  private record Reader(String file, List<Integer> pixels, int side, int label, int split)
      implements Serializable {
    Row item(Tuple2<Row, Long> record) {
      Row values = record._1();
      String name = new Path(file).getName();
      Items.Builder item = new Items.Builder(name + "#" + record._2(), file + "#" + record._2());
      value(values, label).ifPresent(text -> item.set(Items.LABEL, text));
      value(values, split)
          .ifPresentOrElse(
              item::namedSplit,
              () -> Splits.ofTableFile(name).ifPresent(of -> item.set(Items.SPLIT, of)));
      byte[] content = new byte[pixels.size()];
      for (int i = 0; i < content.length; i++) {
        Optional<Integer> pixel = value(values, pixels.get(i)).flatMap(Reader::pixel);
        if (pixel.isEmpty()) {
          item.fault(
              RejectReason.UNSUPPORTED,
              "its pixel "
                  + i
                  + " is "
                  + values.getString(pixels.get(i))
                  + "; allowed are whole numbers from 0 to 255");
          break;
        }
        content[i] = (byte) (int) pixel.get();
      }
      value(values, values.size() - 1)
          .ifPresent(fault -> item.fault(RejectReason.UNREADABLE, fault));
      return item.set(Items.CONTENT, content)
          .set(Items.BYTES, (long) content.length)
          .set(Items.RAW_CHANNELS, 1)
          .set(Items.RAW_HEIGHT, side)
          .set(Items.RAW_WIDTH, side)
          .row();
    }

    private static Optional<Integer> pixel(String text) {
      try {
        int value = Integer.parseInt(text);
        return value >= 0 && value <= 255 ? Optional.of(value) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    private static Optional<String> value(Row values, int column) {
      return column < 0
          ? Optional.empty()
          : Optional.ofNullable(values.getString(column))
              .map(String::strip)
              .filter(text -> !text.isEmpty());
    }
  }
}
