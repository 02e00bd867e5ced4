package org.morango.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.common.MorangoException;

class LocalPeersSettingsTest {

    static Stream<Consumer<LocalPeersSettings.Builder>> wrong() {
        return Stream.of(
                builder -> builder.announce(0),
                builder -> builder.announce(65_536),
                builder -> builder.path("sync"),
                builder -> builder.path("/" + "x".repeat(100)),
                builder -> builder.maxInterfaces(0),
                builder -> builder.maxKnown(0),
                builder -> builder.maxSyncs(0),
                builder -> builder.announcementsPerMinute(9),
                builder -> builder.proofsPerMinute(0),
                builder -> builder.patience(Duration.ZERO),
                builder -> builder.unreachableFor(Duration.ofSeconds(-1)));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(Consumer<LocalPeersSettings.Builder> setting) {
        assertThatThrownBy(() -> setting.accept(LocalPeersSettings.builder())).isInstanceOf(MorangoException.class);
    }

    @Test
    void aBuilderDoesNotChangeWhatItHasBuilt() {
        LocalPeersSettings.Builder builder = LocalPeersSettings.builder().announce(80);
        LocalPeersSettings built = builder.build();
        builder.announce(81);
        assertThat(built.port()).isEqualTo(80);
        assertThat(LocalPeersSettings.defaults().port()).isNull();
    }
}
