package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latentlake.table.RejectReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignFormatTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(1 << 20, 1_000_000, new Background(255, 255, 255));

  @ParameterizedTest
  @CsvSource({
    "ftypheic, HEIC",
    "ftypheix, HEIC",
    "ftyphevc, HEIC",
    "ftypmif1, HEIF",
    "ftypavif, AVIF",
  })
  void photographsOfPhonesAreNamedWhateverTheFileIsCalled(String brand, String name) {
    ImageRejectedException rejected = rejected("\0\0\0\u001c" + brand + "\0\0\0\0mif1");
    assertThat(rejected.reason()).isEqualTo(RejectReason.UNSUPPORTED);
    assertThat(rejected).hasMessageContaining(name).hasMessageContaining("convert it to PNG");
  }

  @Test
  void jpegXlIsNamedAsStreamAndInItsContainer() {
    assertThat(rejected("\u00ff\nCB")).hasMessageContaining("JPEG XL");
    assertThat(rejected("\0\0\0\fJXL \r\n\u0087\n")).hasMessageContaining("JPEG XL");
  }

  @Test
  void aPointerOfGitLfsSaysHowToFetchTheFile() {
    ImageRejectedException rejected =
        rejected("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n");
    assertThat(rejected.reason()).isEqualTo(RejectReason.NOT_AN_IMAGE);
    assertThat(rejected).hasMessageContaining("git lfs pull");
  }

  @Test
  void webPagesAreNamedInAnyCase() {
    assertThat(rejected("<!DOCTYPE html><html><body>404")).hasMessageContaining("web page");
    assertThat(rejected("\n <HTML><body>")).hasMessageContaining("web page");
  }

  @Test
  void otherTextIsCalledText() {
    assertThat(rejected("a,b\n1,2\n")).hasMessageContaining("is text");
  }

  @Test
  void formatsFarIntoTheFileAreFound() {
    assertThat(rejected("\0".repeat(128) + "DICM\2\0")).hasMessageContaining("DICOM");
  }

  @Test
  void unknownFormatsAreShownByTheirFirstBytes() {
    ImageRejectedException rejected = rejected("\u0001\u0002\u00fe\u00ff\u0000");
    assertThat(rejected.reason()).isEqualTo(RejectReason.NOT_AN_IMAGE);
    assertThat(rejected).hasMessageContaining("bytes 01 02 fe ff").hasMessageContaining("PNG");
  }

  private static ImageRejectedException rejected(String content) {
    byte[] file = content.getBytes(StandardCharsets.ISO_8859_1);
    return catchThrowableOfType(ImageRejectedException.class, () -> DECODER.decode(file));
  }
}
