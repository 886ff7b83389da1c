package io.latentlake.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small sound files of every format, one for each way of storing that has code of its own. */
public final class SoundFiles {
  private SoundFiles() {}

  /**
   * The files.
   *
   * @return the same ones at every call
   */
  public static List<byte[]> all() {
    BufferedImage colour = colour();
    BufferedImage grey = Pictures.grey(5, 7, 90);
    List<byte[]> files = new ArrayList<>();
    for (String format : List.of("png", "jpeg", "bmp", "gif", "tiff")) {
      files.add(Pictures.encode(Pictures.pattern(), format));
      files.add(Pictures.encode(colour, format));
      files.add(Pictures.encode(grey, format));
    }
    files.add(Pictures.encode(palette(), "png"));
    files.add(Pictures.encode(blackAndWhite(), "png"));
    files.add(Pictures.encode(blackAndWhite(), "bmp"));
    files.add(Pictures.encode(Pictures.grey16(3, 3, 40_000), "png"));
    files.add(Pictures.encode(Pictures.grey16(3, 3, 40_000), "tiff"));
    files.add(Pictures.encode(Pictures.rgba16(9, 65_535, 300, 32_000), "png"));
    files.add(Pictures.encode(translucent(), "png"));
    files.add(Pictures.encode(translucent(), "tiff"));
    files.add(Pictures.pngWithOrientation(Pictures.encode(palette(), "png"), 6));
    files.add(Pictures.pngWithChunk(Pictures.encode(palette(), "png"), "zTXt", text()));
    files.add(Pictures.jpegWithOrientation(Pictures.encode(colour, "jpeg"), 8));
    files.add(encode(colour, "png", null, true));
    files.add(encode(palette(), "gif", null, true));
    files.add(progressiveJpeg());
    files.add(runLengthBmp());
    for (String how : List.of("PackBits", "LZW", "Deflate", "JPEG")) {
      files.add(tiff(how));
    }
    for (String how : List.of("CCITT RLE", "CCITT T.4", "CCITT T.6")) {
      files.add(encode(blackAndWhite(), "tiff", how, false));
    }
    for (String name :
        List.of(
            "alpha.webp",
            "lossless.webp",
            "lossy.webp",
            "orientation6.webp",
            "cmyk.jpg",
            "cmyk.tif",
            "lzw.tif")) {
      files.add(Pictures.resource(name));
    }
    files.add(webpWithPlainAlpha());
    return files;
  }

  static byte[] palettePng() {
    return Pictures.encode(palette(), "png");
  }

  static byte[] progressiveJpeg() {
    return encode(colour(), "jpeg", null, true);
  }

  static byte[] tiff(String compression) {
    return encode(colour(), "tiff", compression, false);
  }

  private static byte[] runLengthBmp() {
    BufferedImage image = new BufferedImage(13, 11, BufferedImage.TYPE_BYTE_INDEXED);
    image.getRaster().setSamples(2, 2, 5, 5, 0, new int[25]);
    return encode(image, "bmp", "BI_RLE8", false);
  }

  private static BufferedImage colour() {
    BufferedImage image = new BufferedImage(20, 17, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(200, 30, 30));
    pen.fillRect(0, 0, 9, 17);
    pen.setColor(new Color(30, 120, 200));
    pen.fillOval(4, 4, 14, 10);
    pen.dispose();
    return image;
  }

  private static BufferedImage palette() {
    byte[] red = {0, (byte) 200, 10, 70};
    byte[] green = {0, 30, (byte) 180, 80};
    byte[] blue = {0, 40, 20, (byte) 240};
    IndexColorModel colours = new IndexColorModel(8, 4, red, green, blue, 3);
    BufferedImage image = new BufferedImage(13, 11, BufferedImage.TYPE_BYTE_INDEXED, colours);
    for (int i = 0; i < 13 * 11; i++) {
      image.getRaster().setSample(i % 13, i / 13, 0, i * i % 4);
    }
    return image;
  }

  private static BufferedImage blackAndWhite() {
    BufferedImage image = new BufferedImage(19, 12, BufferedImage.TYPE_BYTE_BINARY);
    for (int i = 0; i < 19 * 12; i += 3) {
      image.setRGB(i % 19, i / 19, 0xffffff);
    }
    return image;
  }

  private static BufferedImage translucent() {
    BufferedImage image = new BufferedImage(9, 6, BufferedImage.TYPE_4BYTE_ABGR);
    for (int i = 0; i < 9 * 6; i++) {
      image.setRGB(i % 9, i / 9, 0x04050607 * i);
    }
    return image;
  }

  private static byte[] text() {
    return Pictures.deflated("Comment\0\0", new byte[300]);
  }

  /** A canvas, a plane of raw opacity and a lossy picture, each in a chunk. */
  static byte[] webpWithPlainAlpha() {
    byte[] lossy = Pictures.resource("lossy.webp");
    int plane = 32 * 16;
    ByteBuffer out =
        ByteBuffer.allocate(lossy.length + 18 + 10 + plane).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 8);
    out.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x10);
    out.put(new byte[] {31, 0, 0, 15, 0, 0});
    out.put("ALPH".getBytes(StandardCharsets.US_ASCII)).putInt(1 + plane).put((byte) 0);
    for (int i = 0; i < plane; i++) {
      out.put((byte) i);
    }
    return out.put((byte) 0).put(lossy, 12, lossy.length - 12).array();
  }

  /** Encodes with the options of ImageIO's writers; compression may be null for the default. */
  static byte[] encode(
      BufferedImage image, String format, String compression, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (compression != null) {
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionType(compression);
    }
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
