package io.latentlake.model;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@code model.zip}: {@code parameters.bin}, {@code mean-image.bin} and what anomaly scores learnt,
 * {@code fitted/NAME.bin}, all little-endian float32. The network is what {@code model.yaml}
 * describes. Reading takes no more memory than it, and runs no Java deserialisation.
 */
final class ModelArchive {
  /** What earlier releases wrote of the network; {@code model.yaml} says the same. */
  private static final String CONFIGURATION = "configuration.json";

  private static final String PARAMETERS = "parameters.bin";
  private static final String MEAN_IMAGE = "mean-image.bin";
  private static final Pattern FITTED = Pattern.compile("fitted/([a-z0-9_]{1,100})\\.bin");
  private static final int MOST_FITTED = 100;
  private static final int MAX_CONFIGURATION_BYTES = 4 << 20;
  private static final int CHUNK = 1 << 16;

  private ModelArchive() {}

  static byte[] write(PackageContents contents) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(contents.parameters().length * Float.BYTES + CHUNK);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, PARAMETERS, littleEndian(contents.parameters()));
      if (contents.meanImage().isPresent()) {
        put(zip, MEAN_IMAGE, littleEndian(contents.meanImage().get()));
      }
      for (Map.Entry<String, float[]> fitted : contents.fitted().entrySet()) {
        put(zip, "fitted/" + fitted.getKey() + ".bin", littleEndian(fitted.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the archive of a package whose description is known.
   *
   * @throws IncompatibleModelException if anything is missing, superfluous, damaged or not allowed
   */
  static PackageContents read(byte[] archive, PackageContents described) {
    byte[] parameters = null;
    byte[] mean = null;
    SortedMap<String, float[]> fitted = new TreeMap<>();
    // weights are stored as they are: an entry larger than the archive itself is not ours
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        switch (entry.getName()) {
          case CONFIGURATION -> bounded(zip, entry, MAX_CONFIGURATION_BYTES);
          case PARAMETERS -> parameters = bounded(zip, entry, archive.length);
          case MEAN_IMAGE -> mean = bounded(zip, entry, archive.length);
          default -> {
            String name = fittedName(entry, fitted.size());
            fitted.put(name, floats(bounded(zip, entry, archive.length)));
          }
        }
      }
    } catch (ZipException | java.io.EOFException e) {
      throw new IncompatibleModelException("model.zip is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (parameters == null) {
      throw new IncompatibleModelException(
          "model.zip is damaged: it lacks "
              + PARAMETERS
              + "; copy the package again or train the model again");
    }
    requireSize(PARAMETERS, parameters, parameterCount(described));
    if (mean != null) {
      requireSize(MEAN_IMAGE, mean, described.shape().values());
    }
    Optional<float[]> meanImage = Optional.ofNullable(mean).map(ModelArchive::floats);
    try {
      TrainingArrays.requireMeanImage(described.options(), described.shape(), meanImage);
    } catch (IllegalArgumentException e) {
      throw new IncompatibleModelException("model.zip and model.yaml differ: " + e.getMessage(), e);
    }
    return described.withArchive(floats(parameters), meanImage, fitted);
  }

  private static String fittedName(ZipEntry entry, int known) {
    Matcher name = FITTED.matcher(entry.getName());
    if (!name.matches() || known == MOST_FITTED) {
      throw new IncompatibleModelException(
          "model.zip holds the entry '" + entry.getName() + "', which no model has");
    }
    return name.group(1);
  }

  private static long parameterCount(PackageContents described) {
    try {
      return described.options().architecture(described.shape()).parameters();
    } catch (IllegalArgumentException e) {
      throw new IncompatibleModelException("model.yaml describes no network: " + e.getMessage(), e);
    }
  }

  private static void requireSize(String entry, byte[] bytes, long values) {
    if (bytes.length != values * Float.BYTES) {
      throw new IncompatibleModelException(
          "model.zip and model.yaml differ: "
              + entry
              + " has "
              + bytes.length
              + " bytes; model.yaml needs "
              + values * Float.BYTES);
    }
  }

  private static byte[] bounded(ZipInputStream zip, ZipEntry entry, int limit) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    for (int n = zip.read(chunk); n > 0; n = zip.read(chunk)) {
      if (bytes.size() + (long) n > limit) {
        throw new IncompatibleModelException(
            "model.zip is refused: "
                + entry.getName()
                + " unpacks to more than "
                + limit
                + " bytes, which no model of ours does");
      }
      bytes.write(chunk, 0, n);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    entry.setCrc(checksum.getValue());
    // the same model gives the same bytes
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
