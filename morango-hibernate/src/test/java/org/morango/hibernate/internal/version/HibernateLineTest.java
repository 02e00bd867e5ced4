package org.morango.hibernate.internal.version;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hibernate.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;

class HibernateLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"5.6.15.Final", "6.5.3.Final", "7.0.0.Final", "7.3.9.Final"})
    void otherLinesAreRefused(String version) {
        assertThatThrownBy(() -> HibernateLine.check(version))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining(Differences.ARTIFACT + " is not made for Hibernate " + version)
                .hasMessageContaining("morango-hibernate6 with 6.6");
    }

    @Test
    void theOneThatIsThereIsTaken() {
        assertThatCode(() -> HibernateLine.check(Version.getVersionString())).doesNotThrowAnyException();
    }

    @Test
    void eachArtifactRefusesTheOthersLine() {
        boolean isSix = Version.getVersionString().startsWith("6.");
        assertThatThrownBy(() -> HibernateLine.check(isSix ? "7.4.13.Final" : "6.6.53.Final"))
                .isInstanceOf(MorangoException.class);
    }

    /** Builds of Hibernate from its sources have such versions. */
    @Test
    void versionThatIsNoneIsNotJudged() {
        assertThatCode(() -> HibernateLine.check("[WORKING]")).doesNotThrowAnyException();
    }
}
