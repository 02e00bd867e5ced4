package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Optional dependencies may be missing. */
class ClassPathTest {

    @Test
    void withoutSecurityAndActuator() throws Exception {
        String said = AppProcess.run(AppProcess.classPath(path ->
                !path.contains("security") && !path.contains("actuator") && !path.contains("spring-boot-health")));
        assertThat(said)
                .contains("ready ", " morangoServlet ", " morangoPeerSyncs ")
                .doesNotContain("Authenticator");
    }

    @Test
    void withActuatorButWithoutHealth() throws Exception {
        String said = AppProcess.run(AppProcess.classPath(path -> !path.contains("spring-boot-health")));
        assertThat(said).contains("ready ", " morangoUserAuthenticator ").doesNotContain("morangoHealthIndicator");
    }

    @Test
    void withoutMicrometer() throws Exception {
        String said = AppProcess.run(AppProcess.classPath(
                path -> !path.contains("micrometer-core") && !path.contains("micrometer-metrics")));
        assertThat(said).contains("ready ", " morangoObservations ").doesNotContain("morangoCounters");
    }

    @Test
    void withoutServlets() throws Exception {
        String said = AppProcess.run(AppProcess.classPath(path -> !path.contains("tomcat")
                && !path.contains("servlet-api")
                && !path.contains("webmvc")
                && !path.contains("security")));
        assertThat(said).contains("ready ", " morangoPeerSyncs ").doesNotContain("morangoServlet");
    }
}
