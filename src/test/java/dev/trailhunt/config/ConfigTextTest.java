package dev.trailhunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTextTest {
  @TempDir Path dir;

  @Test
  void aPathAndItsUriAreTheSame() throws Exception {
    Path file = Files.writeString(dir.resolve("t.yaml"), "warehouse: /t");
    assertThat(ConfigText.read(file.toString(), Map.of()).text()).isEqualTo("warehouse: /t");
    assertThat(ConfigText.read(file.toUri().toString(), Map.of()).text())
        .isEqualTo("warehouse: /t");
  }

  @Test
  void aStoreIsReadThroughHadoop() throws Exception {
    Path file = Files.writeString(dir.resolve("t.yaml"), "warehouse: /t");
    assertThat(RemoteFile.read(file.toUri().toString(), Map.of())).isEqualTo("warehouse: /t");
    assertThatThrownBy(() -> ConfigText.read("none://x/t.yaml", Map.of()))
        .hasMessageContaining("No FileSystem for scheme");
  }

  @Test
  void aNamedFileIsBesideItUnlessItsNameIsAbsolute() throws Exception {
    Path inner = Files.createDirectory(dir.resolve("conf"));
    Files.writeString(dir.resolve("w.yaml"), "above");
    Path beside = Files.writeString(inner.resolve("w.yaml"), "beside");
    ConfigText byPath = new ConfigText(inner + "/t.yaml", "");
    ConfigText byUri = new ConfigText(inner.resolve("t.yaml").toUri().toString(), "");
    for (ConfigText file : new ConfigText[] {byPath, byUri}) {
      assertThat(file.readNamed("w.yaml", Map.of()).text()).isEqualTo("beside");
      assertThat(file.readNamed("../w.yaml", Map.of()).text()).isEqualTo("above");
      assertThat(file.readNamed(beside.toString(), Map.of()).text()).isEqualTo("beside");
      assertThat(file.readNamed(beside.toUri().toString(), Map.of()).text()).isEqualTo("beside");
    }
  }

  @Test
  void aFileBesideOneInAStoreIsReadThere() {
    ConfigText file = new ConfigText("none://bucket/conf/t.yaml", "");
    assertThatThrownBy(() -> file.readNamed("w.yaml", Map.of()))
        .hasMessageContaining("No FileSystem for scheme");
  }

  @Test
  void whatAFileWasReadWithWinsWhenItNamesAnother() throws Exception {
    Path named = Files.writeString(dir.resolve("w.yaml"), "");
    ConfigText file = new ConfigText(dir + "/t.yaml", "", Map.of("a", "flag"));
    assertThat(file.readNamed(named.toString(), Map.of("a", "file", "b", "file")).hadoop())
        .isEqualTo(Map.of("a", "flag", "b", "file"));
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    Path binary = Files.write(dir.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> ConfigText.read(binary.toString(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--config: " + binary + ": not a text in UTF-8");
    assertThatThrownBy(() -> ConfigText.read(dir + "/none.yaml", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--config: " + dir + "/none.yaml: no such file");
    assertThatThrownBy(() -> ConfigText.read(dir.toString(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--config: " + dir + ": a directory, not a file");
    assertThatThrownBy(() -> RemoteFile.read("file:" + dir + "/none.yaml", Map.of()))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }
}
