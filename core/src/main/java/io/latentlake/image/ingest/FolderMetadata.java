package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import io.latentlake.table.RejectReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Reads files called {@code metadata.csv} and {@code metadata.jsonl}, which describe the images
 * beside and below them, as in image folders of the Hugging Face hub. A line describes one image:
 * its relative path in column {@code file_name}, and label, split and factors in the columns of a
 * manifest. A line overrides the folders.
 */
final class FolderMetadata {
  /** Limit on files, because each is inspected on the driver and read by its own task. */
  private static final int MOST_FILES = 1_000;

  private static final Set<String> NAMES = Set.of("metadata.csv", "metadata.jsonl");
  private static final int ID = Items.SCHEMA.fieldIndex(Items.IMAGE_ID);
  private static final int FAULT = Items.SCHEMA.fieldIndex(Items.FAULT);

  private final SparkSession spark;
  private final List<MetadataFile> readable = new ArrayList<>();
  private final List<String> understood = new ArrayList<>();

  /**
   * Reads the beginnings of the files.
   *
   * @param files rows of {@link Items#SCHEMA}
   * @param root root of the tree
   * @throws InvalidSourceException if they are very many, or one is not UTF-8
   */
  FolderMetadata(SparkSession spark, List<Row> files, String root, DataOptions options) {
    if (files.size() > MOST_FILES) {
      throw new InvalidSourceException(
          "data.path is "
              + root
              + ", below which lie "
              + files.size()
              + " files of metadata; allowed are at most "
              + MOST_FILES
              + ". Join them to one at the top");
    }
    this.spark = spark;
    ItemFiles content = new ItemFiles(spark);
    Map<List<String>, List<String>> byColumns = new LinkedHashMap<>();
    for (Row file : files) {
      MetadataFile opened = MetadataFile.open(file, content, root, options);
      byColumns.computeIfAbsent(opened.understood(), any -> new ArrayList<>()).add(opened.id());
      if (opened.namesImages()) {
        readable.add(opened);
      }
    }
    byColumns.forEach(
        (lines, names) -> {
          int more = names.size() - 1;
          understood.add(names.get(0) + (more == 0 ? "" : " and " + more + " more"));
          lines.forEach(line -> understood.add("  " + line));
        });
  }

  static boolean named(String path) {
    return NAMES.contains(path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT));
  }

  /** Which columns are used, a line for every kind of file. */
  List<String> understood() {
    return understood;
  }

  /**
   * Adds label, split and factors from the lines to the images.
   *
   * @param files rows of {@link FolderSource#LISTED}
   * @return these, but for the files read here; a reject for every line without a file of its own
   */
  JavaRDD<Row> describe(JavaRDD<Row> files) {
    List<MetadataFile> wanted = readable;
    Set<String> read = new HashSet<>();
    Map<String, Boolean> labelled = new HashMap<>();
    for (MetadataFile file : wanted) {
      read.add(file.id());
      labelled.merge(file.folder(), file.labels(), Boolean::logicalOr);
    }
    JavaPairRDD<String, Row> lines =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(wanted, Math.max(1, wanted.size()))
            .flatMap(file -> file.lines().iterator())
            .keyBy(line -> line.getString(ID));
    return files
        .filter(file -> !read.contains(file.getString(ID)))
        .keyBy(file -> file.getString(ID))
        .cogroup(lines)
        .values()
        .flatMap(found -> describe(found._1(), found._2(), labelled));
  }

  private static Iterator<Row> describe(
      Iterable<Row> files, Iterable<Row> lines, Map<String, Boolean> labelled) {
    List<Row> said = new ArrayList<>();
    lines.forEach(said::add);
    // The same of several lines, whatever the order they come in
    said.sort(Comparator.comparing(Row::toString));
    List<Row> described = new ArrayList<>();
    for (Row file : files) {
      Row without = withoutLine(file, labelled);
      described.add(said.isEmpty() ? without : withLine(without, said.get(0)));
    }
    boolean lonely = described.isEmpty();
    for (Row line : said.subList(lonely ? 0 : Math.min(1, said.size()), said.size())) {
      described.add(rejected(line, lonely));
    }
    return described.iterator();
  }

  /**
   * Where lines give labels, the name of a folder is none.
   *
   * @param labelled by folder with such a file, whether it holds labels
   */
  private static Row withoutLine(Row file, Map<String, Boolean> labelled) {
    Object[] values = values(file);
    if (FolderSource.isImage(file)) {
      String folder = file.getString(ID);
      while (!folder.isEmpty()) {
        folder = folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
        if (labelled.containsKey(folder)) {
          values[FolderSource.LISTED.fieldIndex(FolderSource.DESCRIBED)] = false;
        }
        if (labelled.getOrDefault(folder, false)) {
          values[Items.SCHEMA.fieldIndex(Items.LABEL)] = null;
        }
      }
    }
    return RowFactory.create(values);
  }

  private static Row withLine(Row file, Row line) {
    Object[] values = values(file);
    values[FolderSource.LISTED.fieldIndex(FolderSource.DESCRIBED)] = true;
    List<String> given = new ArrayList<>(List.of(Items.LABEL, Items.SPLIT, Items.FACTORS));
    if (file.isNullAt(FAULT)) {
      given.addAll(List.of(Items.FAULT, Items.FAULT_DETAIL));
    }
    for (String column : given) {
      int index = Items.SCHEMA.fieldIndex(column);
      values[index] = line.isNullAt(index) ? values[index] : line.get(index);
    }
    return RowFactory.create(values);
  }

  private static Row rejected(Row line, boolean lonely) {
    Object[] values = values(line);
    if (line.isNullAt(FAULT)) {
      RejectReason reason = lonely ? RejectReason.MISSING : RejectReason.DUPLICATE_ID;
      values[FAULT] = reason.text();
      values[Items.SCHEMA.fieldIndex(Items.FAULT_DETAIL)] =
          lonely
              ? "a line of metadata names it, but it does not exist"
              : "another line of metadata names it, too";
    }
    values[FolderSource.LISTED.fieldIndex(FolderSource.ROLE)] = FolderLayout.Role.IMAGE.name();
    return RowFactory.create(values);
  }

  private static Object[] values(Row row) {
    Object[] values = new Object[FolderSource.LISTED.size()];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    return values;
  }
}
