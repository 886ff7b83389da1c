package io.latentlake.provenance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Checksums of text and data. */
public final class Checksum {
  private static final int BYTES = 16;

  private Checksum() {}

  /**
   * SHA-256 of lines, cut to 128 bits.
   *
   * @param lines the lines; their order matters
   * @return 32 hexadecimal digits
   */
  public static String of(List<String> lines) {
    MessageDigest digest = sha256();
    for (String line : lines) {
      digest.update(line.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
    }
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), BYTES));
  }

  /**
   * SHA-256 of several pieces of data, cut to 128 bits.
   *
   * @param pieces the pieces; their order and boundaries matter
   * @return 32 hexadecimal digits
   */
  public static String of(byte[]... pieces) {
    MessageDigest digest = sha256();
    for (byte[] piece : pieces) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(piece.length).array());
      digest.update(piece);
    }
    return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), BYTES));
  }

  /**
   * SHA-256 of a text.
   *
   * @param text the text
   * @return 32 bytes
   */
  public static byte[] sha256(String text) {
    return sha256().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * SHA-256 of a file.
   *
   * @param file its bytes
   * @return 64 hexadecimal digits, as other programs print them
   */
  public static String ofFile(byte[] file) {
    return HexFormat.of().formatHex(sha256().digest(file));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
