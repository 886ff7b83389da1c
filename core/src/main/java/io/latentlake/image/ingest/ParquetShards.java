package io.latentlake.image.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.image.DataOptions;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The files of a Parquet table as their footers describe them. Spark assumes the columns of one
 * file for all, and fails on, or ignores, differences.
 *
 * @param bySchema the files, those together that have the same columns of the same types
 * @param classNames names of the label's numbers, as the Hugging Face datasets library notes them;
 *     empty if it did not
 * @param withoutBytes those files that state rows whose image has no bytes; a writer that leaves
 *     out the statistics of long values, as Spark does, states none where other rows have bytes
 */
record ParquetShards(
    List<List<String>> bySchema, List<String> classNames, Set<String> withoutBytes) {
  private static final int NAMES_SHOWN = 5;

  /**
   * What is of use in the footer of a file.
   *
   * @param classNames null if its label is not a number
   * @param withoutBytes whether it states rows whose image has no bytes
   * @param fault null if the footer can be read
   */
  private record Footer(
      String file,
      List<String> columns,
      List<String> classNames,
      boolean withoutBytes,
      String fault)
      implements Serializable {}

  /**
   * Reads the footers, on the executors.
   *
   * @param files their URIs, in order
   * @param options name the columns
   * @throws InvalidSourceException if a file is not Parquet, or class names differ between files
   */
  static ParquetShards of(SparkSession spark, String[] files, DataOptions options) {
    String labelColumn = options.labelColumn();
    String imageColumn = options.imageColumn();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    int tasks = Math.max(1, Math.min(files.length, 4 * context.defaultParallelism()));
    List<Footer> footers =
        context
            .parallelize(Arrays.asList(files), tasks)
            .map(file -> footer(new Path(URI.create(file)), labelColumn, imageColumn, hadoop))
            .collect();
    footers.stream()
        .filter(footer -> footer.fault() != null)
        .findFirst()
        .ifPresent(
            footer -> {
              throw new InvalidSourceException(
                  footer.file() + " cannot be read as Parquet: " + footer.fault());
            });
    Map<List<String>, List<String>> bySchema =
        footers.stream()
            .collect(
                Collectors.groupingBy(
                    Footer::columns,
                    LinkedHashMap::new,
                    Collectors.mapping(Footer::file, Collectors.toList())));
    Set<String> withoutBytes =
        footers.stream()
            .filter(Footer::withoutBytes)
            .map(Footer::file)
            .collect(Collectors.toCollection(TreeSet::new));
    return new ParquetShards(new ArrayList<>(bySchema.values()), classNames(footers), withoutBytes);
  }

  private static List<String> classNames(List<Footer> footers) {
    Map<List<String>, String> fileByNames = new LinkedHashMap<>();
    footers.stream()
        .filter(footer -> footer.classNames() != null)
        .forEach(footer -> fileByNames.putIfAbsent(footer.classNames(), footer.file()));
    if (fileByNames.size() > 1) {
      throw new InvalidSourceException(
          "the files of the table use different names for numeric labels: "
              + fileByNames.entrySet().stream()
                  .limit(2)
                  .map(entry -> entry.getValue() + " has " + shown(entry.getKey()))
                  .collect(Collectors.joining(", "))
              + "; write the labels as text");
    }
    return fileByNames.keySet().stream().findFirst().orElse(List.of());
  }

  private static String shown(List<String> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
            + (names.size() > NAMES_SHOWN ? ", ... (" + names.size() + ")" : "");
  }

  private static Footer footer(
      Path file, String labelColumn, String imageColumn, SerializableConfiguration hadoop)
      throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, hadoop.value()))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      String notes = reader.getFileMetaData().getKeyValueMetaData().get("huggingface");
      List<String> classNames =
          new ColumnNames(schema.getFields().stream().map(Type::getName).toList())
              .find(labelColumn)
              .map(schema::getType)
              .filter(ParquetShards::number)
              .map(label -> classNames(notes, label.getName()))
              .orElse(null);
      boolean withoutBytes =
          reader.getFooter().getBlocks().stream()
              .flatMap(group -> group.getColumns().stream())
              .filter(column -> isBytes(column.getPath().toArray(), imageColumn))
              .anyMatch(column -> column.getStatistics().getNumNulls() > 0);
      return new Footer(file.toString(), columns(schema), classNames, withoutBytes, null);
    } catch (RuntimeException e) {
      // Parquet's reader throws this for a file that is not Parquet
      return new Footer(file.toString(), List.of(), null, false, e.getMessage());
    }
  }

  private static boolean isBytes(String[] column, String imageColumn) {
    return column.length == 2
        && new ColumnNames(List.of(column[0])).written(imageColumn).isPresent()
        && new ColumnNames(List.of(column[1])).written(ImageColumns.BYTES).isPresent();
  }

  private static boolean number(Type type) {
    return type.isPrimitive()
        && type.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY;
  }

  /** Name and type of each column, in one order; whether it may be null makes no difference. */
  private static List<String> columns(MessageType schema) {
    return schema.getFields().stream()
        .map(type -> type.toString().replaceFirst("^(required|optional) ", ""))
        .map(column -> column.toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<String> classNames(String notes, String label) {
    List<String> names = new ArrayList<>();
    if (notes == null) {
      return names;
    }
    try {
      JsonNode features = new ObjectMapper().readTree(notes).path("info").path("features");
      features.path(label).path("names").forEach(name -> names.add(name.asText()));
      return names;
    } catch (JsonProcessingException e) {
      // Metadata of another program: without it the numbers stay numbers.
      return names;
    }
  }
}
