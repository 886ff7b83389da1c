package io.latentlake.image.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Several sources combined, such as the files of a table that differ in their columns.
 *
 * @param parts the sources by their names
 */
record JoinedSources(Map<String, ImageSource> parts) implements ImageSource {
  @Override
  public Dataset<Row> items() {
    return parts.values().stream().map(ImageSource::items).reduce(Dataset::union).orElseThrow();
  }

  @Override
  public boolean bringsContent() {
    return parts.values().stream().anyMatch(ImageSource::bringsContent);
  }

  @Override
  public boolean mayRepeatIds() {
    return true;
  }

  @Override
  public Optional<ManifestFiles> manifest() {
    List<ManifestFiles> manifests =
        parts.values().stream().flatMap(part -> part.manifest().stream()).toList();
    return manifests.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ManifestFiles(
                files(),
                manifests.stream()
                    .flatMap(manifest -> manifest.named().stream())
                    .reduce(Dataset::union)));
  }

  @Override
  public List<Path> files() {
    return parts.values().stream().flatMap(part -> part.files().stream()).toList();
  }

  @Override
  public List<String> understood() {
    Map<String, List<String>> partsByLine = new LinkedHashMap<>();
    parts.forEach(
        (name, part) ->
            part.understood()
                .forEach(
                    line -> partsByLine.computeIfAbsent(line, any -> new ArrayList<>()).add(name)));
    return partsByLine.entrySet().stream()
        .map(
            line ->
                line.getValue().size() == parts.size()
                    ? line.getKey()
                    : "in " + String.join(", ", line.getValue()) + ": " + line.getKey())
        .toList();
  }
}
