package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import jakarta.persistence.IdClass;
import jakarta.persistence.MappedSuperclass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metadata for native images names what is created or read by reflection, and nothing that does not exist. */
class NativeImageMetadataTest {
    private static final String FOLDER = "/META-INF/native-image/org.morango/morango-hibernate/";
    private static final List<String> SERVICES = List.of(
            "org.hibernate.boot.model.TypeContributor",
            "org.hibernate.boot.spi.AdditionalMappingContributor",
            "org.hibernate.integrator.spi.Integrator",
            "org.hibernate.service.spi.ServiceContributor");

    private static InputStream resource(String name) {
        return NativeImageMetadataTest.class.getResourceAsStream(name);
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = resource(FOLDER + name)) {
            return JsonMapper.shared().readTree(in);
        }
    }

    private static List<String> named() throws IOException {
        return read("reflect-config.json")
                .valueStream()
                .map(entry -> entry.path("name").asString())
                .toList();
    }

    private static Stream<JavaClass> library() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.morango.hibernate")
                        .stream();
    }

    @Test
    void everyNamedClassExists() throws IOException {
        assertThat(named())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThatCode(
                                () -> Class.forName(name, false, NativeImageMetadataTest.class.getClassLoader()))
                        .doesNotThrowAnyException());
    }

    @Test
    void entitiesAndTheirKeysAreNamed() throws IOException {
        List<String> expected = new ArrayList<>();
        library()
                .filter(type -> type.isAnnotatedWith(Entity.class) || type.isAnnotatedWith(MappedSuperclass.class))
                .forEach(type -> {
                    expected.add(type.getName());
                    type.tryGetAnnotationOfType(IdClass.class)
                            .ifPresent(key -> expected.add(key.value().getName()));
                });

        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(named()).containsAll(expected);
    }

    @Test
    void persistersAndServicesAreNamed() throws IOException {
        List<String> expected = new ArrayList<>(library()
                .map(JavaClass::reflect)
                .filter(type -> EntityPersister.class.isAssignableFrom(type)
                        || CollectionPersister.class.isAssignableFrom(type))
                .map(Class::getName)
                .toList());
        assertThat(expected).hasSize(4);
        for (String service : SERVICES) {
            try (InputStream in = resource("/META-INF/services/" + service)) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(provider -> provider.startsWith("org.morango."))
                        .forEach(expected::add);
            }
        }

        assertThat(named()).containsAll(expected);
    }

    @Test
    void patternsMatchResources() throws IOException {
        List<Pattern> patterns = read("resource-config.json")
                .at("/resources/includes")
                .valueStream()
                .map(include -> Pattern.compile(include.path("pattern").asString()))
                .toList();
        List<String> resources = new ArrayList<>(List.of("org/morango/migrations/h2/V1__tables.sql"));
        SERVICES.forEach(service -> resources.add("META-INF/services/" + service));

        assertThat(resources).allSatisfy(resource -> {
            assertThat(resource("/" + resource)).isNotNull();
            assertThat(patterns).anyMatch(pattern -> pattern.matcher(resource).matches());
        });
        assertThat(patterns)
                .allMatch(pattern -> resources.stream()
                        .anyMatch(name -> pattern.matcher(name).matches()));
    }
}
