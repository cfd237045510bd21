package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type header struct{ name, value string }

func sign(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// lockstepWebhook is a change as the generic HRIS posts it, signed as Standard Webhooks says.
func lockstepWebhook(key []byte, delivery string, k int, ver int64) ([]byte, []header) {
	now := time.Now()
	body, err := json.Marshal(map[string]any{
		"type":       "employee.updated",
		"occurredAt": now.UTC().Format("2006-01-02T15:04:05.000Z"),
		"employee": map[string]any{
			"employeeId": employeeID(k), "workEmail": email(k), "firstName": firstName(k), "lastName": lastName(k),
			"displayName": firstName(k) + " " + lastName(k), "jobTitle": title(k), "department": department(k),
			"costCenter": fmt.Sprintf("CC-%05d-%03d", k%300, k%7), "managerId": managerID(k),
			"location": "Amsterdam, Herengracht 182, floor 4", "country": "NL", "locale": "en-GB",
			"hireDate": hireDate(k), "employmentStatus": "active", "phone": fmt.Sprintf("+31 20 555 %04d", k%10000),
			"version": fmt.Sprint(ver), "emittedAtUs": fmt.Sprint(now.UnixMicro()),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	at := fmt.Sprint(now.Unix())
	signature := base64.StdEncoding.EncodeToString(sign(key, []byte(delivery+"."+at+"."), body))
	return body, []header{{"webhook-id", delivery}, {"webhook-timestamp", at}, {"webhook-signature", "v1," + signature}}
}

// peerWebhook is the same change for the peers' ingests, the whole body signed.
func peerWebhook(key []byte, k int, ver int64) ([]byte, []header) {
	body, err := json.Marshal(map[string]any{
		"eventId": fmt.Sprintf("8c1f6a52-3d0e-4b7a-9e21-%012x", k), "eventType": "UPDATED", "employeeId": employeeID(k),
		"version": ver, "emittedAtUs": time.Now().UnixMicro(), "email": email(k), "firstName": firstName(k),
		"lastName": lastName(k), "displayName": firstName(k) + " " + lastName(k), "title": title(k),
		"department": department(k), "costCenter": fmt.Sprintf("CC-%05d-%03d", k%300, k%7), "managerId": managerID(k),
		"location": "Amsterdam, Herengracht 182, floor 4", "country": "NL", "locale": "en-GB", "hireDate": 17000 + k%3000,
		"active": true, "phone": fmt.Sprintf("+31 20 555 %04d", k%10000),
		"groups": []string{"all-employees", "security-awareness-2026", "people-managers-emea"},
	})
	if err != nil {
		log.Fatal(err)
	}
	return body, []header{{"X-Signature", "sha256=" + hex.EncodeToString(sign(key, body))}}
}

func keyOf(format, secret string) []byte {
	if format != "lockstep" {
		return []byte(secret)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		log.Fatalf("the secret is no whsec_…: %v", err)
	}
	return key
}

// writeWebhooks writes n requests, each a change of an employee of its own under a delivery ID of its own: an ingest
// that remembers deliveries has to do the whole work for every one. bench/tools/webhooks.lua reads the file.
func writeWebhooks(file, format, secret string, n int) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	key, run := keyOf(format, secret), time.Now().UnixNano()
	path := "/webhooks/hris"
	if format == "lockstep" {
		path = "/webhooks/generic"
	}
	for k := range n {
		body, headers := peerWebhook(key, k, 1)
		if format == "lockstep" {
			body, headers = lockstepWebhook(key, fmt.Sprintf("msg_%x_%d", run, k), k, 1)
		}
		var request bytes.Buffer
		fmt.Fprintf(&request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", path, len(body))
		for _, h := range headers {
			fmt.Fprintf(&request, "%s: %s\r\n", h.name, h.value)
		}
		request.WriteString("\r\n")
		request.Write(body)
		fmt.Fprintf(w, "%d\n", request.Len())
		w.Write(request.Bytes())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// postAtRate posts to our ingest and fails when anything but 202 comes back.
func postAtRate(url, secret string, rps, secs, keys int) {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}}
	key, run := keyOf("lockstep", secret), time.Now().UnixNano()
	var refused atomic.Int64
	var open sync.WaitGroup
	atRate(rps, secs, func(i int) {
		open.Add(1)
		go func() {
			defer open.Done()
			body, headers := lockstepWebhook(key, fmt.Sprintf("msg_%x_%d", run, i), i%keys, int64(i/keys)+1)
			request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
			if err != nil {
				log.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			for _, h := range headers {
				request.Header.Set(h.name, h.value)
			}
			answer, err := client.Do(request)
			if err != nil {
				refused.Add(1)
				return
			}
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			if answer.StatusCode != http.StatusAccepted {
				refused.Add(1)
			}
		}()
	})
	open.Wait()
	if refused.Load() > 0 {
		log.Fatalf("%d of %d webhooks were not accepted", refused.Load(), rps*secs)
	}
}
