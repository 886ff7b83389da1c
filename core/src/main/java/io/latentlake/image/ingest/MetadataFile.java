package io.latentlake.image.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.image.DataOptions;
import io.latentlake.table.RejectReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;

/**
 * A metadata file, CSV or JSON lines, with one line per image.
 *
 * @param place the file, a row of {@link Items#SCHEMA}
 * @param content reads it
 * @param root root of the tree
 * @param separator what separates columns; empty where each line is an object of JSON
 * @param columns its columns, or the fields of its first line
 * @param pathColumn the column that names the image
 * @param labelColumn the column that holds the label, if there is such
 * @param splitColumn the column that holds the split, if there is such
 * @param factorColumns the columns that hold factors; none for those named so
 */
record MetadataFile(
    Row place,
    ItemFiles content,
    String root,
    String separator,
    ColumnNames columns,
    String pathColumn,
    String labelColumn,
    String splitColumn,
    List<String> factorColumns)
    implements Serializable {
  private static final String FILE_NAME = "file_name";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the beginning of a file. */
  static MetadataFile open(Row place, ItemFiles content, String root, DataOptions options) {
    String id = place.getAs(0);
    try (InputStream in = content.open(place)) {
      String header = CsvFile.header(in, root + "/" + id);
      boolean json = id.toLowerCase(Locale.ROOT).endsWith(".jsonl");
      String separator = json ? "" : CsvFile.separator(header, FILE_NAME);
      ColumnNames columns = columns(header, separator);
      boolean named = columns.find(FILE_NAME).isPresent();
      if (!json && !named) {
        separator = CsvFile.separator(header, options.pathColumn());
        columns = columns(header, separator);
      }
      return new MetadataFile(
          place,
          content,
          root,
          separator,
          columns,
          named ? FILE_NAME : options.pathColumn(),
          options.labelColumn(),
          options.splitColumn(),
          new ArrayList<>(options.factorColumns()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + root + "/" + id + " failed", e);
    }
  }

  private static ColumnNames columns(String header, String separator) {
    if (separator.isEmpty()) {
      return new ColumnNames(new ArrayList<>(fields(header).keySet()));
    }
    String[] names = CsvFile.parser(separator).parseLine(header);
    return new ColumnNames(names == null ? new String[0] : names);
  }

  String id() {
    return place.getString(0);
  }

  /** The folder whose images it is about; empty for the root. */
  String folder() {
    return id().substring(0, Math.max(0, id().lastIndexOf('/')));
  }

  boolean namesImages() {
    return columns.find(pathColumn).isPresent();
  }

  boolean labels() {
    return columns.find(labelColumn).isPresent();
  }

  /** Which columns are used, a line each. */
  List<String> understood() {
    if (namesImages()) {
      List<String> lines = new ArrayList<>();
      lines.add(columns.use("labels", "data.label-column", labelColumn));
      // Usually the folders name the split
      if (columns.find(splitColumn).isPresent()) {
        lines.add(columns.use("splits", "data.split-column", splitColumn));
      }
      lines.add(columns.useFactors(factorColumns));
      return lines;
    }
    return List.of(
        "not read: no column "
            + FILE_NAME
            + " or "
            + pathColumn
            + " (data.path-column); its columns are "
            + String.join(", ", columns.names()));
  }

  /** Its lines as rows of {@link Items#SCHEMA}, read lazily. */
  Stream<Row> lines() {
    try {
      InputStream in = content.open(place);
      return (separator.isEmpty() ? json(in) : csv(in)).map(this::item);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + root + "/" + id() + " failed", e);
    }
  }

  private static Stream<Map<String, String>> json(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
        .lines()
        .filter(line -> !line.isBlank())
        .map(MetadataFile::fields);
  }

  /** The plain values of an object; none if the line is not an object. */
  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      JsonNode object = JSON.readTree(line);
      object
          .fields()
          .forEachRemaining(
              field -> {
                if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                  fields.put(field.getKey(), field.getValue().asText());
                }
              });
    } catch (JsonProcessingException e) {
      fields.clear();
    }
    return fields;
  }

  private Stream<Map<String, String>> csv(InputStream in) {
    return StreamSupport.stream(
            CsvFile.parser(separator).iterate(in, StandardCharsets.UTF_8).spliterator(), false)
        .skip(1)
        .filter(values -> values.length > 1 || values[0] != null)
        .map(this::named);
  }

  private Map<String, String> named(String[] values) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(values.length, columns.names().size()); i++) {
      if (values[i] != null && columns.names().get(i) != null) {
        fields.put(columns.names().get(i), values[i]);
      }
    }
    return fields;
  }

  private Row item(Map<String, String> fields) {
    ColumnNames names = new ColumnNames(new ArrayList<>(fields.keySet()));
    Optional<String> name = value(names, fields, pathColumn);
    if (name.isEmpty()) {
      return new Items.Builder(id(), root + "/" + id())
          .fault(RejectReason.MISSING, "a line of it names no file in column " + pathColumn)
          .row();
    }
    String path = below(folder(), name.get());
    Items.Builder item =
        new Items.Builder(path, root + "/" + path)
            .set(Items.LABEL, value(names, fields, labelColumn).orElse(null));
    value(names, fields, splitColumn).ifPresent(item::namedSplit);
    Map<String, String> factors = new LinkedHashMap<>();
    for (String factor : names.factors(factorColumns)) {
      value(names, fields, factor).ifPresent(text -> factors.put(factor, text));
    }
    return item.factors(factors).row();
  }

  private static Optional<String> value(
      ColumnNames names, Map<String, String> fields, String column) {
    return names.find(column).map(fields::get).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** A path as written, from a folder on, as the listing has it. */
  private static String below(String folder, String written) {
    List<String> parts = new ArrayList<>(folder.isEmpty() ? List.of() : List.of(folder.split("/")));
    // Windows separates folders by backslashes
    String[] names = written.indexOf('/') < 0 ? written.split("[\\\\]") : written.split("/");
    for (String name : names) {
      if (name.equals("..") && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      } else if (!name.isEmpty() && !name.equals(".")) {
        parts.add(name);
      }
    }
    return String.join("/", parts);
  }
}
