package io.latentlake.image.ingest;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Reads separator, header and encoding from the beginning of a CSV file. */
final class CsvFile {
  /** Of the names of such files, in lower case. */
  static final List<String> ENDINGS = List.of(".csv", ".tsv", ".csv.gz", ".tsv.gz");

  private static final List<String> SEPARATORS = List.of(",", ";", "\t", "|");
  private static final int LOOKED_AT = 1 << 16;
  static final int MAX_COLUMNS = 1 << 17;

  /** Longest value; a longer one is the result of a quote that is not closed. */
  static final int MAX_VALUE_LENGTH = 1 << 20;

  private CsvFile() {}

  static boolean named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith);
  }

  /**
   * Finds the separator: the one that splits the header so that it contains the given column.
   *
   * @param column a column that has to be there
   * @return the separator; a comma if none does
   * @throws InvalidSourceException if the file is not UTF-8
   */
  static String separator(Configuration hadoop, Path file, String column) {
    try (InputStream in = open(hadoop, file)) {
      return separator(header(in, file), column);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file + " failed", e);
    }
  }

  /** What separates the columns of a header, as {@link #separator(Configuration, Path, String)}. */
  static String separator(String header, String column) {
    return SEPARATORS.stream()
        .filter(
            separator ->
                new ColumnNames(
                        Arrays.stream(header.split(Pattern.quote(separator)))
                            .map(name -> name.replace("\"", ""))
                            .toArray(String[]::new))
                    .find(column)
                    .isPresent())
        .findFirst()
        .orElse(",");
  }

  /**
   * The first line.
   *
   * @throws InvalidSourceException if the file is not UTF-8
   */
  static String header(InputStream in, Object file) throws IOException {
    return beginning(in, file).lines().findFirst().orElse("");
  }

  private static String beginning(InputStream in, Object file) throws IOException {
    byte[] bytes = new byte[LOOKED_AT];
    int length = in.readNBytes(bytes, 0, LOOKED_AT);
    if (length > 1 && ((bytes[0] & 0xff) == 0xff || (bytes[0] & 0xff) == 0xfe)) {
      throw notUtf8(file, "UTF-16");
    }
    try {
      // The part read may end inside a character, so check only up to the last complete line
      int end = length;
      while (length == LOOKED_AT && end > 0 && bytes[end - 1] != '\n') {
        end--;
      }
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw notUtf8(file, "another encoding, such as Latin-1");
    }
  }

  /** What reads records, blank lines among them, in the calling thread. */
  static CsvParser parser(String separator) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(separator);
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setReadInputOnSeparateThread(false);
    settings.setCommentProcessingEnabled(false);
    settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.STOP_AT_DELIMITER);
    settings.setSkipEmptyLines(false);
    settings.setMaxColumns(MAX_COLUMNS);
    settings.setMaxCharsPerColumn(MAX_VALUE_LENGTH);
    return new CsvParser(settings);
  }

  /** Opens a file, unpacked if its name says that it is compressed. */
  static InputStream open(Configuration hadoop, Path file) throws IOException {
    InputStream in = file.getFileSystem(hadoop).open(file);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    if (codec == null) {
      return in;
    }
    try {
      return codec.createInputStream(in);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeStream(in);
      throw e;
    }
  }

  private static IllegalArgumentException notUtf8(Object file, String found) {
    return new InvalidSourceException(file + " is not UTF-8 but " + found + "; save it as UTF-8");
  }
}
