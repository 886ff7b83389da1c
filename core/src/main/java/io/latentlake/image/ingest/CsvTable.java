package io.latentlake.image.ingest;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A CSV file as a table of text, read record by record on an executor. Values may stand in quotes,
 * and then hold separators, line breaks and doubled quotes. Spark's own reader treats some paths as
 * patterns, ignores some names, and drops values without a column in the header.
 *
 * @param file its location
 * @param separator what separates the columns
 * @param header the names of the columns as they are written
 * @param hadoop how to open it
 */
record CsvTable(
    String file, String separator, List<String> header, SerializableConfiguration hadoop)
    implements Serializable {
  /** The column after those of the header: the fault of the record, or null. */
  static final String FAULT = "fault of the record";

  /**
   * Reads the header.
   *
   * @param column a column that has to be there, by which the separator is found
   * @throws InvalidSourceException if the file is not UTF-8
   */
  static CsvTable open(SparkSession spark, Path file, String column) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    CsvTable table =
        new CsvTable(
            file.toString(),
            CsvFile.separator(hadoop, file, column),
            List.of(),
            new SerializableConfiguration(hadoop));
    try (Reader text = table.text()) {
      String[] names = table.new Records(text).next;
      List<String> header =
          names == null
              ? List.of()
              : Arrays.stream(names).map(name -> name == null ? "" : name).toList();
      return new CsvTable(table.file, table.separator, header, table.hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file + " failed", e);
    }
  }

  /** The records as a table: a column of text for each of the header, and {@link #FAULT}. */
  Dataset<Row> rows(SparkSession spark) {
    StructType schema = new StructType();
    for (String name : header) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return spark.createDataFrame(records(spark), schema.add(FAULT, DataTypes.StringType));
  }

  /** The records in the order of the file: a text for each column, and the fault. */
  JavaRDD<Row> records(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(this), 1)
        .flatMap(CsvTable::records);
  }

  private Iterator<Row> records() throws IOException {
    Reader text = text();
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) task -> IOUtils.closeStream(text));
    Records records = new Records(text);
    if (records.hasNext()) {
      records.next();
    }
    return records;
  }

  private Reader text() throws IOException {
    BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                CsvFile.open(hadoop.value(), new Path(file)), StandardCharsets.UTF_8));
    text.mark(1);
    if (text.read() != '\ufeff') {
      text.reset();
    }
    return text;
  }

  /** Goes through the file. */
  private final class Records implements Iterator<Row> {
    private final CsvParser parser;
    private long line;
    private String[] next;

    Records(Reader text) {
      parser = CsvFile.parser(separator);
      parser.beginParsing(text);
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      Object[] values = new Object[header.size() + 1];
      System.arraycopy(next, 0, values, 0, Math.min(next.length, header.size()));
      if (Arrays.stream(next).skip(header.size()).anyMatch(CsvTable::written)) {
        values[header.size()] =
            "line "
                + line
                + " has "
                + next.length
                + " values, the header "
                + header.size()
                + " columns; put values that hold a "
                + (separator.equals("\t") ? "tab" : separator)
                + " in quotes";
      }
      advance();
      return RowFactory.create(values);
    }

    /** Reads the next record that is not a blank line. */
    private void advance() {
      try {
        do {
          line = parser.getContext().currentLine() + 1;
          next = parser.parseNext();
        } while (next != null
            && Arrays.stream(next).noneMatch(CsvTable::written)
            && next.length < 2);
      } catch (TextParsingException e) {
        throw new InvalidSourceException(
            file
                + ": the record that begins in line "
                + line
                + " has a value of more than "
                + CsvFile.MAX_VALUE_LENGTH
                + " characters, or more than "
                + CsvFile.MAX_COLUMNS
                + " columns; check for a quote that is not closed",
            e);
      }
    }
  }

  private static boolean written(String value) {
    return value != null && !value.isBlank();
  }
}
