package io.latentlake.image;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Small images with known pixels, encoded for tests. */
public final class Pictures {
  /** Size of {@link #pattern()}. */
  public static final ImageShape PATTERN = new ImageShape(3, 4, 6);

  private Pictures() {}

  /** Value of the pattern at a pixel: every channel and place differs. */
  static int pattern(int channel, int y, int x) {
    return new int[] {40 * x, 60 * y, 200 - 20 * x - 10 * y}[channel];
  }

  /** The pattern as the table stores it. */
  public static byte[] patternPixels() {
    byte[] out = new byte[PATTERN.values()];
    for (int c = 0, i = 0; c < 3; c++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 6; x++) {
          out[i++] = (byte) pattern(c, y, x);
        }
      }
    }
    return out;
  }

  /** An image of which every channel and place differs. */
  public static BufferedImage pattern() {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        image.setRGB(x, y, pattern(0, y, x) << 16 | pattern(1, y, x) << 8 | pattern(2, y, x));
      }
    }
    return image;
  }

  /** A grey image of one value. */
  public static BufferedImage grey(int height, int width, int value) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    int[] samples = new int[height * width];
    java.util.Arrays.fill(samples, value);
    image.getRaster().setSamples(0, 0, width, height, 0, samples);
    return image;
  }

  /** A grey image with 16 bits a sample. */
  static BufferedImage grey16(int height, int width, int value) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
    int[] samples = new int[height * width];
    java.util.Arrays.fill(samples, value);
    image.getRaster().setSamples(0, 0, width, height, 0, samples);
    return image;
  }

  /** An RGBA image of one colour with 16 bits a sample. */
  static BufferedImage rgba16(int red, int green, int blue, int alpha) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 1, 1, 4, new Point(0, 0));
    raster.setPixel(0, 0, new int[] {red, green, blue, alpha});
    return new BufferedImage(model, raster, false, null);
  }

  /** Encodes with ImageIO. */
  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A PNG of one grey value. */
  public static byte[] png(int height, int width, int value) {
    return encode(grey(height, width, value), "png");
  }

  /** A file beside this class. */
  static byte[] resource(String name) {
    try (InputStream in = Pictures.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A TIFF block that states an orientation and nothing else. */
  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put("MM\0*".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  /** Adds an orientation to a JPEG file. */
  static byte[] jpegWithOrientation(byte[] jpeg, int orientation) {
    byte[] exif = exif(orientation);
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + exif.length + 10);
    out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (exif.length + 8));
    out.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1)).put(exif);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  /** Adds an orientation to a PNG file. */
  static byte[] pngWithOrientation(byte[] png, int orientation) {
    return pngWithChunk(png, "eXIf", exif(orientation));
  }

  /** Adds a chunk to a PNG file, behind its header. */
  static byte[] pngWithChunk(byte[] png, String type, byte[] content) {
    byte[] chunk = pngChunk(type, content);
    ByteBuffer out = ByteBuffer.allocate(png.length + chunk.length);
    return out.put(png, 0, 33).put(chunk).put(png, 33, png.length - 33).array();
  }

  /** Content of a chunk that begins with text and goes on deflated. */
  static byte[] deflated(String begin, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(begin.getBytes(StandardCharsets.ISO_8859_1));
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A PNG file whose header claims a size that its few bytes do not bear out. */
  public static byte[] pngClaiming(int height, int width) {
    byte[] header =
        ByteBuffer.allocate(13).putInt(width).putInt(height).putInt(8 << 24).put((byte) 0).array();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(pngChunk("IHDR", header));
    out.writeBytes(pngChunk("IDAT", new byte[] {0x78, (byte) 0x9c, 1, 0}));
    out.writeBytes(pngChunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] pngChunk(String type, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(content.length);
      out.write(name);
      out.write(content);
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
