#!/bin/bash
# deployment-validation.sh
set -e
NAMESPACE="eventcore"
APP_NAME="eventcore-app"
BASE_URL="https://api.eventcore.example.com"
echo "🚀 Starting deployment validation..."
# Check deployment status
echo "📋 Checking deployment status..."
kubectl rollout status deployment/$APP_NAME -n $NAMESPACE --timeout=300s
# Check pod health
echo "🏥 Checking pod health..."
READY_PODS=$(kubectl get pods -l app=$APP_NAME -n $NAMESPACE -o jsonpath='{.items[?(@.status.phase=="Running")].metadata.name}' | wc -w)
DESIRED_PODS=$(kubectl get deployment $APP_NAME -n $NAMESPACE -o jsonpath='{.spec.replicas}')
if [ "$READY_PODS" -ne "$DESIRED_PODS" ]; then
echo "❌ Not all pods are ready: $READY_PODS/$DESIRED_PODS"
exit 1
fi
echo "✅ All pods are ready: $READY_PODS/$DESIRED_PODS"
# Check health endpoint
echo "🔍 Testing health endpoint..."
HTTP_STATUS=$(curl -s -o /dev/null -w "%{http_code}" $BASE_URL/health)
if [ "$HTTP_STATUS" -ne 200 ]; then
echo "❌ Health check failed with status: $HTTP_STATUS"
exit 1
fi
echo "✅ Health check passed"
# Check metrics endpoint
echo "📊 Testing metrics endpoint..."
HTTP_STATUS=$(curl -s -o /dev/null -w "%{http_code}" $BASE_URL/metrics)
if [ "$HTTP_STATUS" -ne 200 ]; then
echo "❌ Metrics endpoint failed with status: $HTTP_STATUS"
exit 1
fi
echo "✅ Metrics endpoint responding"
# Check database connectivity
echo "🗄️ Testing database connectivity..."
kubectl exec -n $NAMESPACE deployment/$APP_NAME -- eventcore-cli health-check database
if [ $? -ne 0 ]; then
echo "❌ Database connectivity check failed"
exit 1
fi
echo "✅ Database connectivity verified"
# Run smoke tests
echo "💨 Running smoke tests..."
kubectl exec -n $NAMESPACE deployment/$APP_NAME -- eventcore-cli test smoke
if [ $? -ne 0 ]; then
echo "❌ Smoke tests failed"
exit 1
fi
echo "✅ Smoke tests passed"
echo "🎉 Deployment validation completed successfully!"
