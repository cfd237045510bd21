// loadgen makes the load, the same for every contender: topics filled with employee events before a contender starts,
// events or signed webhooks at a fixed rate while it runs, and signed webhooks written ahead for wrk.
//
//	loadgen topic    -topic T [-partitions 12]                  (re)create a topic
//	loadgen preload  -topic T -n 100000 -keys 100000            versions go round-robin over the keys
//	loadgen rate     -topic T -rps 500 -secs 30 -keys 5000      events at a fixed rate
//	loadgen post     -url U -rps 500 -secs 30 -keys 5000        signed webhooks at a fixed rate
//	loadgen webhooks -out F -n 100000                           signed requests, one after the other, for wrk
//	loadgen drop     -prefix P                                  delete the topics and groups with a prefix
//
// -format peers (default): one flat Avro record, as in bench/peers/employee.avsc. -format lockstep: an EmployeeEvent of
// bench/contract/employee.yaml, which needs -schema-id and -contract-hash.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// record makes the value of version ver of employee k, emitted at nowUs.
type record func(k int, ver, nowUs int64) []byte

func main() {
	if len(os.Args) < 2 {
		log.Fatal("topic | preload | rate | post | webhooks | drop")
	}
	fs := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	brokers := fs.String("brokers", "127.0.0.1:9092", "bootstrap brokers")
	topic := fs.String("topic", "", "topic")
	partitions := fs.Int("partitions", 12, "partitions of the topic")
	n := fs.Int("n", 100000, "how many events or requests")
	keys := fs.Int("keys", 10000, "how many employees")
	rps := fs.Int("rps", 500, "events or requests a second")
	secs := fs.Int("secs", 30, "for how long")
	prefix := fs.String("prefix", "", "what the topics and groups to delete begin with")
	format := fs.String("format", "peers", "peers or lockstep")
	schemaID := fs.Uint("schema-id", 1, "the registry's ID of the value's schema")
	contractHash := fs.String("contract-hash", "", "content hash of the contract, for -format lockstep")
	url := fs.String("url", "", "where webhooks go")
	out := fs.String("out", "", "file for the signed requests")
	secret := fs.String("secret", "", "what webhooks are signed with; whsec_… for -format lockstep")
	fs.Parse(os.Args[2:])

	switch os.Args[1] {
	case "post":
		postAtRate(*url, *secret, *rps, *secs, *keys)
		return
	case "webhooks":
		if err := writeWebhooks(*out, *format, *secret, *n); err != nil {
			log.Fatal(err)
		}
		return
	}

	ctx := context.Background()
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(*brokers, ",")...), kgo.DefaultProduceTopic(*topic),
		kgo.ProducerLinger(2*time.Millisecond), kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)),
		kgo.ProducerBatchCompression(kgo.NoCompression()))
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	value := peerEvent
	if *format == "lockstep" {
		value = lockstepEvent(uint32(*schemaID), *contractHash)
	}
	switch os.Args[1] {
	case "topic":
		makeTopic(ctx, kadm.NewClient(client), *topic, int32(*partitions))
	case "drop":
		drop(ctx, kadm.NewClient(client), *prefix)
	case "preload":
		preload(ctx, client, value, *n, *keys)
	case "rate":
		sendAtRate(ctx, client, value, *rps, *secs, *keys)
	default:
		log.Fatalf("no such command: %s", os.Args[1])
	}
}

// Deleting a topic takes the broker a moment: creation is tried until it holds.
func makeTopic(ctx context.Context, admin *kadm.Client, topic string, partitions int32) {
	admin.DeleteTopics(ctx, topic)
	for range 100 {
		r, err := admin.CreateTopic(ctx, partitions, 1, nil, topic)
		if err == nil && r.Err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	log.Fatalf("topic %s was not created", topic)
}

func drop(ctx context.Context, admin *kadm.Client, prefix string) {
	if prefix == "" {
		log.Fatal("drop wants a prefix")
	}
	topics, err := admin.ListTopics(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range topics.Names() {
		if strings.HasPrefix(name, prefix) {
			admin.DeleteTopics(ctx, name)
		}
	}
	groups, _ := admin.ListGroups(ctx)
	for _, name := range groups.Groups() {
		if strings.HasPrefix(name, prefix) {
			admin.DeleteGroups(ctx, name)
		}
	}
}

func employeeID(k int) string { return fmt.Sprintf("EMP-%08d", k) }

func preload(ctx context.Context, client *kgo.Client, value record, n, keys int) {
	var failed atomic.Int64
	for i := range n {
		k := i % keys
		r := &kgo.Record{Key: []byte(employeeID(k)), Value: value(k, int64(i/keys)+1, time.Now().UnixMicro())}
		client.Produce(ctx, r, func(_ *kgo.Record, err error) {
			if err != nil {
				failed.Add(1)
			}
		})
	}
	client.Flush(ctx)
	if failed.Load() > 0 {
		log.Fatalf("%d of %d events were not written", failed.Load(), n)
	}
}

func sendAtRate(ctx context.Context, client *kgo.Client, value record, rps, secs, keys int) {
	atRate(rps, secs, func(i int) {
		k := i % keys
		r := &kgo.Record{Key: []byte(employeeID(k)), Value: value(k, int64(i/keys)+1, time.Now().UnixMicro())}
		client.Produce(ctx, r, nil)
	})
	client.Flush(ctx)
}

// atRate calls do for 0, 1, 2, … each when it is due, not later because an earlier one took long.
func atRate(rps, secs int, do func(i int)) {
	began := time.Now()
	for i := range rps * secs {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rps))
		if d := time.Until(due); d > 0 {
			time.Sleep(d)
		}
		do(i)
	}
}
