package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zip and tar files, read in place. */
class ArchiveIngestTest extends IngestCase {
  private static final int CENTRAL = 0x02014b50;

  @ParameterizedTest
  @ValueSource(strings = {"stored.zip", "deflated.ZIP", "wide.zip", "shard.tar"})
  void anArchiveIsReadAsIfItWereUnpacked(String name) throws Exception {
    BufferedImage mask = Pictures.grey(2, 2, 0);
    mask.getRaster().setSample(1, 0, 0, 255);
    String deep = "train/" + "long/".repeat(40) + "2.png";
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("./train/good/0.png", Pictures.png(2, 2, 10));
    files.put("train/good/1.png", Pictures.png(2, 2, 11));
    files.put(deep, Pictures.png(2, 2, 12));
    files.put("val/0.png", Pictures.png(2, 2, 13));
    files.put("val/metadata.csv", "file_name,label\n0.png,good".getBytes());
    files.put("test/hole/0.png", Pictures.png(2, 2, 14));
    files.put("ground_truth/hole/0_mask.png", Pictures.encode(mask, "png"));
    files.put("__MACOSX/train/x.png", new byte[5]);
    files.put("../out.png", Pictures.png(2, 2, 15));
    files.put("notes.txt", new byte[5]);
    write(name, name.endsWith("tar") ? tar(files) : zip(name, files));
    String path = "path=" + input().resolve(name);

    assertThat(Ingest.of(spark(), store(), options(path), SEED).understood())
        .startsWith(
            "test  1 image",
            "  hole  1",
            "train  3 images",
            "  good  2",
            "  long  1",
            "validation  1 image",
            "  good  1",
            "masks  1 file");
    IngestResult result = ingest(path);

    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "train/good/0.png",
                "good",
                "train/good/1.png",
                "good",
                deep,
                "long",
                "val/0.png",
                "good",
                "test/hole/0.png",
                "hole"));
    assertThat(image("train/good/1.png").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(11);
    assertThat(image(deep).<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(12);
    assertThat(image("test/hole/0.png").<byte[]>getAs(ImagesTable.MASK))
        .containsExactly(0, 1, 0, 0);
    assertThat(image("val/0.png").<String>getAs(ImagesTable.URI))
        .endsWith("in/" + name + "!/val/0.png");
    assertThat(rejects())
        .isEqualTo(
            Map.of(
                "x.png", "system_file",
                "out.png", "unreadable",
                "notes.txt", "other_file_type"));
    assertThat(result.items()).isEqualTo(8);
    assertThat(ingest(path).unchanged()).isEqualTo(5);
  }

  @Test
  void filesThatContradictTheArchiveAreRejected() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : new String[] {"sound", "long", "short", "elsewhere", "secret", "odd"}) {
      files.put(name + ".png", Pictures.png(2, 2, 9));
    }
    byte[] zip = zip("deflated.zip", files);
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> entries = entries(bytes);
    int length = bytes.getInt(entries.get(0) + 24);
    bytes.putInt(entries.get(1) + 24, length - 1);
    bytes.putInt(entries.get(2) + 24, length + 1);
    bytes.putInt(entries.get(3) + 42, 1);
    bytes.putShort(entries.get(4) + 8, (short) 1);
    bytes.putShort(entries.get(5) + 10, (short) 12);
    write("a.zip", zip);
    IngestResult result = ingest("path=" + input().resolve("a.zip"));
    assertThat(column(ImagesTable.LABEL)).containsOnlyKeys("sound.png");
    assertThat(rejects())
        .isEqualTo(
            Map.of(
                "long.png", "corrupt",
                "short.png", "corrupt",
                "elsewhere.png", "corrupt",
                "secret.png", "unreadable",
                "odd.png", "unsupported"));
    assertThat(result.items()).isEqualTo(6);
  }

  @Test
  void aFileThatClaimsTooMuchIsNotUnpacked() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("0.png", Pictures.png(2, 2, 9));
    files.put("bomb.png", new byte[1 << 20]);
    write("a.zip", zip("deflated.zip", files));
    ingest("path=" + input().resolve("a.zip"), "max-bytes=10000");
    assertThat(rejects()).isEqualTo(Map.of("bomb.png", "too_many_bytes"));
  }

  @Test
  void aTruncatedTarGivesTheFilesBeforeItsEnd() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("0.png", Pictures.png(2, 2, 9));
    files.put("1.png", Pictures.encode(Pictures.grey(40, 40, 1), "bmp"));
    byte[] tar = tar(files);
    write("a.tar", Arrays.copyOf(tar, 2_000));
    ingest("path=" + input().resolve("a.tar"));
    assertThat(column(ImagesTable.LABEL)).containsOnlyKeys("0.png");
    assertThat(rejects()).isEqualTo(Map.of("1.png", "corrupt", "a.tar", "corrupt"));
  }

  @Test
  void structureIsRefusedAsInFolders() throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("images/0.png", Pictures.png(2, 2, 9));
    files.put("labels/0.png", Pictures.png(2, 2, 9));
    write("a.tar", tar(files));
    assertThatThrownBy(() -> ingest("path=" + input().resolve("a.tar")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other folders of pictures: labels")
        .hasMessageContaining("otherwise unpack it and point data.path at the images only");
    files.clear();
    files.put("a/0.png", Pictures.png(2, 2, 9));
    files.put("a/manifest.csv", "path\n0.png".getBytes());
    write("b.tar", tar(files));
    assertThatThrownBy(() -> ingest("path=" + input().resolve("b.tar")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "a manifest in a folder below: unpack it and point data.path at a/manifest.csv;");
  }

  private static byte[] tar(Map<String, byte[]> files) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        out.putArchiveEntry(entry);
        out.write(file.getValue());
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  /**
   * A zip file of the kind that its name says, with a comment behind; a program in front if stored.
   */
  private static byte[] zip(String name, Map<String, byte[]> files) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
      out.setUseZip64(name.startsWith("wide") ? Zip64Mode.Always : Zip64Mode.Never);
      out.setMethod(
          name.startsWith("stored")
              ? ZipArchiveOutputStream.STORED
              : ZipArchiveOutputStream.DEFLATED);
      out.setComment("drawn for a test");
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipArchiveEntry entry = new ZipArchiveEntry(file.getKey());
        if (name.startsWith("stored")) {
          entry.setSize(file.getValue().length);
          CRC32 crc = new CRC32();
          crc.update(file.getValue());
          entry.setCrc(crc.getValue());
        }
        out.putArchiveEntry(entry);
        out.write(file.getValue());
        out.closeArchiveEntry();
      }
    }
    if (!name.startsWith("stored")) {
      return bytes.toByteArray();
    }
    ByteArrayOutputStream withProgram = new ByteArrayOutputStream();
    withProgram.write("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
    bytes.writeTo(withProgram);
    return withProgram.toByteArray();
  }

  private static List<Integer> entries(ByteBuffer zip) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i + 4 <= zip.limit(); i++) {
      if (zip.getInt(i) == CENTRAL) {
        found.add(i);
      }
    }
    return found;
  }
}
