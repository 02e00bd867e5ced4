package org.morango.example.clinic;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ClinicTest
class HttpTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @Value("${local.server.port}")
    int port;

    @Test
    void visitsAreWrittenUntilTheyAreClosed() throws Exception {
        String patient = created("patients", "{'name': 'Olu Adeyemi', 'born': '1984-02-29', 'allergies': ['PEN']}");
        String first = created("patients/" + patient + "/visits", "{'doctor': 1, 'reason': 'Check-up'}");
        created("visits/" + first + "/measurements", "{'name': 'systolic', 'amount': 151.5, 'unit': 'mmHg'}");
        created("visits/" + first + "/prescriptions", "{'medicine': 'Amlodipine', 'dailyDoseMg': 5, 'days': 30}");
        assertThat(status("POST", "visits/" + first + "/close", "{'diagnosis': 'I10'}"))
                .isEqualTo(200);
        assertThat(status("POST", "visits/" + first + "/close", "{'diagnosis': 'E11'}"))
                .isEqualTo(409);
        created("patients/" + patient + "/visits", "{'doctor': 1, 'reason': 'Again', 'followUpOf': " + first + "}");

        JsonNode history =
                JSON.readTree(send("GET", "patients/" + patient + "/visits", "").body());
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.get(0).get("diagnosis").stringValue()).isEqualTo("I10");
        assertThat(history.get(0).get("measurements").toString()).isEqualTo("[\"systolic 151.50 mmHg\"]");
        assertThat(history.get(0).get("medicines").toString()).isEqualTo("[\"Amlodipine\"]");
        assertThat(history.get(1).get("status").stringValue()).isEqualTo("OPEN");
        assertThat(history.get(1).get("followUpOf").toString()).isEqualTo(first);
    }

    @Test
    void appointmentsAreBookedOnceAndCancelled() throws Exception {
        String appointment = "{'patient': 1, 'doctor': 2, 'scheduledFor': '2027-02-01T11:00:00'}";
        String booked = created("appointments", appointment);
        assertThat(status("POST", "appointments", appointment)).isEqualTo(409);
        assertThat(status("DELETE", "appointments/" + booked, "")).isEqualTo(204);
        assertThat(status("DELETE", "appointments/" + booked, "")).isEqualTo(404);
        created("appointments", appointment);
    }

    private String created(String path, String body) throws Exception {
        HttpResponse<String> answer = send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body();
    }

    private int status(String method, String path, String body) throws Exception {
        return send(method, path, body).statusCode();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/" + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
