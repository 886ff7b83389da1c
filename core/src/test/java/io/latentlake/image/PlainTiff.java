package io.latentlake.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** TIFF files of one uncompressed strip, with samples of any kind. */
public final class PlainTiff {
  private final int width;
  private final int height;
  private final TreeMap<Integer, int[]> tags = new TreeMap<>();

  private PlainTiff(int height, int width, int samples, int bits) {
    this.width = width;
    this.height = height;
    int[] each = new int[samples];
    Arrays.fill(each, bits);
    tags.put(258, each);
    tags.put(259, new int[] {1});
    tags.put(262, new int[] {samples < 3 ? 1 : 2});
    tags.put(277, new int[] {samples});
  }

  /** Begins a file: grey of one or two samples, RGB of three or more. */
  public static PlainTiff of(int height, int width, int samples, int bits) {
    return new PlainTiff(height, width, samples, bits);
  }

  /** Sets a tag of short numbers. */
  public PlainTiff with(int tag, int... values) {
    tags.put(tag, values);
    return this;
  }

  /** The file, with these samples, big endian. */
  public byte[] file(byte[] samples) {
    tags.put(256, new int[] {width});
    tags.put(257, new int[] {height});
    tags.put(278, new int[] {height});
    int entries = tags.size() + 2;
    int directory = 8;
    int after = directory + 2 + 12 * entries + 4;
    int more = tags.values().stream().mapToInt(v -> v.length > 2 ? 2 * v.length : 0).sum();
    int data = after + more;
    tags.put(273, new int[] {data});
    tags.put(279, new int[] {samples.length});
    ByteBuffer out = ByteBuffer.allocate(data + samples.length);
    out.put("MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(directory);
    out.putShort((short) entries);
    int place = after;
    for (Map.Entry<Integer, int[]> tag : tags.entrySet()) {
      int[] values = tag.getValue();
      boolean offset = tag.getKey() == 273 || tag.getKey() == 279;
      out.putShort(tag.getKey().shortValue()).putShort((short) (offset ? 4 : 3));
      out.putInt(values.length);
      if (offset) {
        out.putInt(values[0]);
      } else if (values.length > 2) {
        out.putInt(place);
        for (int value : values) {
          out.putShort(place, (short) value);
          place += 2;
        }
      } else {
        out.putShort((short) values[0]).putShort((short) (values.length > 1 ? values[1] : 0));
      }
    }
    out.position(data);
    return out.put(samples).array();
  }
}
