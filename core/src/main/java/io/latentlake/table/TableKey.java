package io.latentlake.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/**
 * The part of a table that one run writes, such as {@code scores} with {@code data_id} and {@code
 * model_id}. A key with fewer parts stands for everything below it.
 *
 * @param table name of the table, which is its folder below the store's root
 * @param parts column and value of each level of folders, outermost first
 */
public record TableKey(String table, List<Part> parts) {
  /** The folder level that names the image set. */
  public static final String DATA_ID = "data_id";

  /** The folder level that names the model. */
  public static final String MODEL_ID = "model_id";

  /** The innermost folder level, one folder per run. */
  public static final String RUN_ID = "run_id";

  /**
   * One level of folders.
   *
   * @param column name of the partition column
   * @param value its value for every row below
   */
  public record Part(String column, String value) {
    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if the value is empty
     */
    public Part {
      if (value.isBlank()) {
        throw new IllegalArgumentException(column + " is empty; a name is needed");
      }
    }

    /** The level that a folder is. */
    static Part of(Path folder) {
      String name = folder.getName();
      int equals = name.indexOf('=');
      return new Part(
          ExternalCatalogUtils.unescapePathName(name.substring(0, equals)),
          ExternalCatalogUtils.unescapePathName(name.substring(equals + 1)));
    }

    String folder() {
      return ExternalCatalogUtils.getPartitionPathString(column, value);
    }
  }

  /** Copies the parts. */
  public TableKey {
    parts = List.copyOf(parts);
  }

  /**
   * The whole table.
   *
   * @param table its name
   * @return a key without parts
   */
  public static TableKey of(String table) {
    return new TableKey(table, List.of());
  }

  /**
   * Goes one level deeper.
   *
   * @param column partition column
   * @param value its value, not empty
   * @return the narrower key
   */
  public TableKey with(String column, String value) {
    List<Part> deeper = new ArrayList<>(parts);
    deeper.add(new Part(column, value));
    return new TableKey(table, deeper);
  }

  /**
   * The key without image set and model: {@code scores}, {@code
   * attributions/method=residual/target=kl}.
   *
   * @return the table, and the parts that name neither the image set nor the model
   */
  public String name() {
    StringBuilder name = new StringBuilder(table);
    parts.stream()
        .filter(part -> !List.of(DATA_ID, MODEL_ID).contains(part.column()))
        .forEach(part -> name.append('/').append(part.folder()));
    return name.toString();
  }

  /** The folder of this key below {@code root}. */
  Path folder(Path root) {
    Path folder = new Path(root, table);
    for (Part part : parts) {
      folder = new Path(folder, part.folder());
    }
    return folder;
  }

  /**
   * Reads as {@code scores(data_id=monday, model_id=vae)}.
   *
   * @return the text
   */
  @Override
  public String toString() {
    List<String> texts = parts.stream().map(p -> p.column() + "=" + p.value()).toList();
    return table + "(" + String.join(", ", texts) + ")";
  }
}
