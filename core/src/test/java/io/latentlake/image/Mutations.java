package io.latentlake.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Malformed files made of sound ones; a seed and a number always give the same file. */
public final class Mutations {
  private static final int MOST_AT_ONCE = 4;
  private static final int LONGEST = 1 << 16;
  private static final int[] TELLING = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    15,
    16,
    31,
    32,
    63,
    64,
    127,
    128,
    254,
    255,
    256,
    1_000,
    4_096,
    32_767,
    32_768,
    65_534,
    65_535,
    65_536,
    1 << 20,
    1 << 24,
    1 << 30,
    Integer.MAX_VALUE - 1,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    -2,
    -1
  };

  private final List<byte[]> files;
  private final long seed;

  private enum Kind {
    FLIP_BITS,
    OVERWRITE_BYTES,
    CUT_OFF,
    INSERT,
    DELETE,
    REPEAT_BLOCK,
    SPLICE,
    CHANGE_FIELD,
    CHANGE_HEADER_FIELD,
    REORDER_CHUNKS,
    REPEAT_CHUNK
  }

  /**
   * Prepares to mutate.
   *
   * @param files sound files
   * @param seed decides what becomes of them
   */
  public Mutations(List<byte[]> files, long seed) {
    this.files = files;
    this.seed = seed;
  }

  /**
   * Makes a mutant; that of a number is made of the file of this number, counted round and round.
   *
   * @param number which one
   * @return the file, which may by chance be sound
   */
  public byte[] mutant(int number) {
    Random random = new Random(seed * 1_000_003 + number);
    random.nextLong();
    byte[] file = files.get(number % files.size()).clone();
    int times = 1 + random.nextInt(MOST_AT_ONCE);
    for (int i = 0; i < times && file.length > 0; i++) {
      file = mutate(file, Kind.values()[random.nextInt(Kind.values().length)], random);
    }
    // Else hardly any would come past the checksums of PNG and the length that WebP states.
    return random.nextInt(4) == 0 ? file : repaired(file);
  }

  private byte[] mutate(byte[] file, Kind kind, Random random) {
    int at = random.nextInt(file.length);
    int length = Math.min(file.length - at, 1 + random.nextInt(1 << random.nextInt(9)));
    switch (kind) {
      case FLIP_BITS:
        for (int i = random.nextInt(8); i >= 0; i--) {
          file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
      case OVERWRITE_BYTES:
        for (int i = at; i < at + length; i++) {
          file[i] = (byte) TELLING[random.nextInt(TELLING.length)];
        }
        return file;
      case CUT_OFF:
        return Arrays.copyOf(file, at);
      case INSERT:
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return joined(file, at, noise, 0, length, at);
      case DELETE:
        return joined(file, at, file, 0, 0, at + length);
      case REPEAT_BLOCK:
        return joined(file, at, file, at, length, at);
      case SPLICE:
        byte[] other = files.get(random.nextInt(files.size()));
        int from = random.nextInt(other.length);
        return joined(file, at, other, from, other.length - from, file.length);
      case CHANGE_FIELD:
        return changed(file, at, random);
      case CHANGE_HEADER_FIELD:
        return changed(file, random.nextInt(Math.min(file.length, 64)), random);
      case REORDER_CHUNKS:
        return rechunked(file, chunks -> Collections.shuffle(chunks, random));
      case REPEAT_CHUNK:
        return rechunked(
            file,
            chunks -> {
              byte[] chunk = chunks.get(random.nextInt(chunks.size()));
              chunks.add(random.nextInt(chunks.size() + 1), chunk);
            });
      default:
        throw new IllegalStateException("no mutation " + kind);
    }
  }

  /** The file up to a place, then a part of another, then the file again. */
  private static byte[] joined(
      byte[] file, int before, byte[] other, int from, int length, int after) {
    int kept = Math.min(length, LONGEST);
    ByteBuffer out = ByteBuffer.allocate(before + kept + file.length - after);
    out.put(file, 0, before).put(other, from, kept);
    return out.put(file, after, file.length - after).array();
  }

  private static byte[] changed(byte[] file, int at, Random random) {
    int value = TELLING[random.nextInt(TELLING.length)] + random.nextInt(3) - 1;
    ByteBuffer fields =
        ByteBuffer.wrap(file)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int bytes = 1 << random.nextInt(3);
    if (bytes == 4 && at + 4 <= file.length) {
      fields.putInt(at, value);
    } else if (bytes == 2 && at + 2 <= file.length) {
      fields.putShort(at, (short) value);
    } else {
      file[at] = (byte) value;
    }
    return file;
  }

  private interface Change {
    void to(List<byte[]> chunks);
  }

  private static byte[] rechunked(byte[] file, Change change) {
    List<Integer> starts = chunkStarts(file);
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i + 1 < starts.size(); i++) {
      chunks.add(Arrays.copyOfRange(file, starts.get(i), starts.get(i + 1)));
    }
    if (chunks.isEmpty()) {
      return file;
    }
    change.to(chunks);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, starts.get(0));
    chunks.forEach(out::writeBytes);
    int end = starts.get(starts.size() - 1);
    out.write(file, end, file.length - end);
    return out.toByteArray();
  }

  /** Where the parts of a file begin, by the lengths it states, and where the last one ends. */
  private static List<Integer> chunkStarts(byte[] file) {
    ImageFormat format = ImageFormat.of(file).orElse(ImageFormat.BMP);
    ByteBuffer big = ByteBuffer.wrap(file);
    ByteBuffer little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> starts = new ArrayList<>();
    long at =
        switch (format) {
          case PNG -> 8;
          case JPEG -> 2;
          case WEBP -> 12;
          case TIFF -> file.length < 8 ? 8 : 2 + (file[0] == 'M' ? big : little).getInt(4);
          case GIF, BMP -> 13;
        };
    while (at >= 0 && at + 8 <= file.length) {
      int place = (int) at;
      starts.add(place);
      at +=
          switch (format) {
            case PNG -> 12 + (big.getInt(place) & 0xffffffffL);
            case JPEG -> 2 + (big.getShort(place + 2) & 0xffff);
            case WEBP -> 8 + (little.getInt(place + 4) + 1L & 0xfffffffeL);
            case TIFF, BMP -> 12;
            case GIF -> 16;
          };
    }
    return starts;
  }

  private static byte[] repaired(byte[] file) {
    ImageFormat format = ImageFormat.of(file).orElse(ImageFormat.BMP);
    if (format == ImageFormat.WEBP) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - 8);
    } else if (format == ImageFormat.PNG) {
      ByteBuffer chunks = ByteBuffer.wrap(file);
      for (int start : chunkStarts(file)) {
        long end = start + 8 + (chunks.getInt(start) & 0xffffffffL);
        if (end + 4 <= file.length) {
          CRC32 sum = new CRC32();
          sum.update(file, start + 4, (int) end - start - 4);
          chunks.putInt((int) end, (int) sum.getValue());
        }
      }
    }
    return file;
  }
}
